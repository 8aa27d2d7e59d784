import { endpointsDocument } from './endpoints.ts';
import { settingsDocument } from './settings.ts';

/** The documents that are generated from code, by path. */
export const REFERENCE_DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/endpoints.md': endpointsDocument,
  'docs/settings.md': settingsDocument,
};
