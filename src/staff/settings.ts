import type { OidcSettings } from './oidc.ts';

export interface PageSettings {
  /** The prefix of the service's paths: a base path or stage. */
  basePath: string;
  /** Whether a pasted token logs in. */
  acceptsToken: boolean;
  oidc: OidcSettings | null;
}

const element = document.querySelector<HTMLMetaElement>('meta[name=staff-page]');

/** The settings that the service has put into the page. */
export const PAGE_SETTINGS: PageSettings = JSON.parse(
  element?.content ?? '{"basePath":"","acceptsToken":false,"oidc":null}',
);

/** The path of the page. */
export const BASE = `${PAGE_SETTINGS.basePath}/staff`;
