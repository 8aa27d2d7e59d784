import * as z from 'zod/mini';
import { isLocalStack } from '../platform/localStack.ts';
import { configError, type Environment, flag, isHttpUrl, optionalString, parse } from './env.ts';

const staffPage = z.object({
  /**
   * OpenID Connect provider at which staff log in to the page: the URL before `/.well-known/openid-configuration`. The page
   * logs in by a code with PKCE, and sends the access token to the service: docs/staff-page.md#log-in.
   * @defaultValue none: no log-in, except to the local stack
   */
  STAFF_OIDC_ISSUER: optionalString,
  /**
   * Id of the page as a public client of that provider.
   * @defaultValue none; required with `STAFF_OIDC_ISSUER`
   */
  STAFF_OIDC_CLIENT_ID: optionalString,
  /**
   * Scopes that the page requests, separated by blanks. Many providers issue refresh tokens for one of them.
   * @defaultValue `openid profile email`
   */
  STAFF_OIDC_SCOPE: optionalString,
  /**
   * The provider's address of the log-in, with `STAFF_OIDC_TOKEN_URL`, for a provider without discovery or with addresses of
   * several hosts.
   * @defaultValue from the provider's discovery document
   */
  STAFF_OIDC_AUTHORIZATION_URL: optionalString,
  /**
   * The provider's address that exchanges the code for tokens.
   * @defaultValue from the provider's discovery document
   */
  STAFF_OIDC_TOKEN_URL: optionalString,
  PRODUCTION: flag,
});

export interface StaffPageConfig {
  /** Whether a pasted token logs in: on the local stack only. */
  acceptsToken: boolean;
  oidc: StaffOidc | null;
}

export interface StaffOidc {
  issuer: string;
  clientId: string;
  scope: string;
  /** Undefined: read from the discovery document. */
  endpoints: { authorization: string; token: string } | undefined;
}

/** How staff log in to the page. @throws ConfigError */
export function readStaffPageConfig(env: Environment): StaffPageConfig {
  return { acceptsToken: isLocalStack(env), oidc: readOidc(env) };
}

function readOidc(env: Environment): StaffOidc | null {
  const settings = parse(staffPage, env);
  const issuer = settings.STAFF_OIDC_ISSUER;
  const urls = ['STAFF_OIDC_ISSUER', 'STAFF_OIDC_AUTHORIZATION_URL', 'STAFF_OIDC_TOKEN_URL'] as const;
  for (const name of urls) requirePublicUrl(name, settings[name], settings.PRODUCTION ?? false);
  const [authorization, token] = [settings.STAFF_OIDC_AUTHORIZATION_URL, settings.STAFF_OIDC_TOKEN_URL];
  if ((authorization === null) !== (token === null)) {
    throw configError('STAFF_OIDC_TOKEN_URL', 'must be set together with STAFF_OIDC_AUTHORIZATION_URL');
  }
  if (issuer === null) {
    const other = settings.STAFF_OIDC_CLIENT_ID ?? authorization;
    if (other === null) return null;
    throw configError('STAFF_OIDC_ISSUER', 'must be set for the log-in of staff');
  }
  if (settings.STAFF_OIDC_CLIENT_ID === null) {
    throw configError('STAFF_OIDC_CLIENT_ID', 'must be set with STAFF_OIDC_ISSUER');
  }
  return {
    issuer,
    clientId: settings.STAFF_OIDC_CLIENT_ID,
    scope: settings.STAFF_OIDC_SCOPE ?? 'openid profile email',
    endpoints: authorization && token ? { authorization, token } : undefined,
  };
}

/** Codes and tokens are not sent over unencrypted connections in production stages. */
function requirePublicUrl(variable: string, url: string | null, isProduction: boolean): void {
  if (url === null) return;
  if (!isHttpUrl(url) || (isProduction && !url.startsWith('https:'))) {
    throw configError(variable, `must be an ${isProduction ? 'https' : 'http(s)'} URL without credentials`);
  }
}
