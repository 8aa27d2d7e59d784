import { endpointsDocument } from './endpoints.ts';
import { settingsDocument } from './settings.ts';

/** The documents that are derived from code, by their paths. */
export const REFERENCE_DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/endpoints.md': endpointsDocument,
  'docs/settings.md': settingsDocument,
};
