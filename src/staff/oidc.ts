/** Log-in by an OpenID Connect code with PKCE (RFC 7636), without any library. */

export interface OidcSettings {
  issuer: string;
  clientId: string;
  scope: string;
  endpoints?: OidcEndpoints | undefined;
}

export interface OidcEndpoints {
  authorization: string;
  token: string;
}

/** The state of a log-in, which is stored in this tab until the provider redirects back. */
export interface PendingLogin {
  state: string;
  nonce: string;
  verifier: string;
  /** The address to return to, within the page, and the number of the search there. */
  returnTo: string;
  search?: number | null;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string | undefined;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A log-in that failed, with a message for the user. */
export class LoginError extends Error {
  override readonly name = 'LoginError';
}

/** The provider cannot be reached, or is out of order: a later try can succeed. */
export class ProviderUnavailable extends LoginError {}

const DEFAULT_LIFETIME_SECONDS = 300;
const RENEWAL_LEAD_MS = 60_000;

/** The time before its end at which a token is renewed: a minute, of short-lived ones half of their life. */
export function renewalLead(lifetimeMs: number): number {
  return Math.min(RENEWAL_LEAD_MS, Math.max(0, lifetimeMs) / 2);
}

/** @throws LoginError if the provider cannot be reached, or its document is not its own */
export async function discover(settings: OidcSettings, send: typeof fetch): Promise<OidcEndpoints> {
  if (settings.endpoints) return settings.endpoints;
  const address = `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await readJson(await request(send, address, {}));
  const { issuer, authorization_endpoint, token_endpoint } = document;
  if (issuer !== settings.issuer || typeof authorization_endpoint !== 'string' || typeof token_endpoint !== 'string') {
    throw new LoginError('The log-in provider’s configuration is not that of the configured provider.');
  }
  return { authorization: authorization_endpoint, token: token_endpoint };
}

/** Random values of a new log-in. */
export function newLogin(returnTo: string, search: number | null = null): PendingLogin {
  return { state: randomText(), nonce: randomText(), verifier: randomText(), returnTo, search };
}

/** 256 bits in base64url, 43 characters. */
function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** The address at the provider that a log-in navigates to. */
export async function authorizationAddress(
  settings: OidcSettings,
  endpoints: OidcEndpoints,
  login: PendingLogin,
  redirectUri: string,
): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(login.verifier));
  const address = new URL(endpoints.authorization);
  const parameters = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    scope: settings.scope,
    state: login.state,
    nonce: login.nonce,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}

/**
 * Exchanges the code of the provider's answer for tokens.
 * @param answer the query of the address to which the provider led back
 * @param now milliseconds since 1970
 * @throws LoginError for an answer to another log-in, or an id token that is not for it
 */
export async function completeLogin(
  settings: OidcSettings,
  answer: URLSearchParams,
  login: PendingLogin | undefined,
  redirectUri: string,
  { send, now }: { send: typeof fetch; now: number },
): Promise<Tokens> {
  if (login === undefined || answer.get('state') !== login.state) {
    throw new LoginError('This log-in was not started in this tab, or was completed before. Log in again.');
  }
  // RFC 9207: an answer of another provider.
  const issuer = answer.get('iss');
  if (issuer !== null && issuer !== settings.issuer) throw new LoginError('Another log-in provider has answered.');
  const code = answer.get('code');
  if (code === null) throw new LoginError(describeRefusal(answer));
  const endpoints = await discover(settings, send);
  const tokens = await requestTokens(endpoints, send, {
    grant_type: 'authorization_code',
    client_id: settings.clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: login.verifier,
  });
  if (settings.scope.split(' ').includes('openid')) requireIdToken(tokens.id_token, settings, login.nonce, now);
  return toTokens(tokens, now);
}

/** New tokens by the refresh token, which providers rotate. @throws LoginError if the provider refuses */
export async function renew(
  settings: OidcSettings,
  refreshToken: string,
  { send, now }: { send: typeof fetch; now: number },
): Promise<Tokens> {
  const endpoints = await discover(settings, send);
  const fields = { grant_type: 'refresh_token', client_id: settings.clientId, refresh_token: refreshToken };
  const tokens = toTokens(await requestTokens(endpoints, send, fields), now);
  return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
}

function describeRefusal(answer: URLSearchParams): string {
  const error = answer.get('error') ?? 'no code';
  return error === 'access_denied' ? 'The log-in was cancelled.' : `The log-in provider refused: ${error}.`;
}

function requestTokens(endpoints: OidcEndpoints, send: typeof fetch, fields: Record<string, string>) {
  return request(send, endpoints.token, { method: 'POST', body: new URLSearchParams(fields) }).then(readJson);
}

async function request(send: typeof fetch, address: string, init: RequestInit): Promise<Response> {
  const response = await send(address, { ...init, credentials: 'omit' }).catch(() => undefined);
  if (response === undefined) throw new ProviderUnavailable('The log-in provider cannot be reached.');
  if (response.ok) return response;
  if (response.status >= 500 || response.status === 429) {
    throw new ProviderUnavailable(`The log-in provider is out of order: status ${response.status}.`);
  }
  const { error } = await readJson(response).catch(() => ({ error: undefined }));
  throw new LoginError(
    `The log-in provider refused: ${typeof error === 'string' ? error : `status ${response.status}`}.`,
  );
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new LoginError('The log-in provider’s answer cannot be read.');
}

function toTokens({ access_token, refresh_token, expires_in }: Record<string, unknown>, now: number): Tokens {
  if (typeof access_token !== 'string') throw new LoginError('The log-in provider has issued no access token.');
  const seconds = Number(expires_in) > 0 ? Number(expires_in) : DEFAULT_LIFETIME_SECONDS;
  return {
    accessToken: access_token,
    refreshToken: typeof refresh_token === 'string' ? refresh_token : undefined,
    expiresAt: now + seconds * 1000,
  };
}

/** The id token came from the provider itself over TLS, so its signature adds nothing (OpenID Connect Core, 3.1.3.7). */
function requireIdToken(idToken: unknown, settings: OidcSettings, nonce: string, now: number): void {
  const claims = typeof idToken === 'string' ? readClaims(idToken) : undefined;
  const audience = [claims?.aud].flat();
  const isValid =
    claims?.nonce === nonce &&
    claims.iss === settings.issuer &&
    audience.includes(settings.clientId) &&
    Number(claims.exp) * 1000 > now;
  if (!isValid) throw new LoginError('The log-in provider’s id token is not for this log-in. Log in again.');
}

/** The claims of a JWT, without verification. */
export function readClaims(token: string): Record<string, unknown> | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), character => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
