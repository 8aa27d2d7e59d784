import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

const CLIENT_ID = 'staff-page';
/** Short-lived, so that the page renews its session after half of it. */
const TOKEN_SECONDS = 20;

export interface LoginProvider {
  /** Settings of the service for this provider. */
  settings: Record<string, string>;
  /** Permits the log-in at the page of this service. */
  permit(serviceUrl: string): void;
  /** Successful token requests, by their grant type. */
  grants: string[];
  stop(): Promise<void>;
}

/** An OpenID Connect provider whose access tokens are JWTs with the claims of an LMS. */
export async function startLoginProvider(claims: Record<string, unknown>): Promise<LoginProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const grants: string[] = [];
  return {
    settings: {
      STAFF_OIDC_ISSUER: issuer,
      STAFF_OIDC_CLIENT_ID: CLIENT_ID,
      STAFF_OIDC_SCOPE: 'openid',
      JWT_JWKS_URL: `${issuer}/jwks`,
    },
    permit: serviceUrl => {
      const provider = new Provider(issuer, configuration(`${serviceUrl}/staff/login`, claims));
      provider.on('grant.success', ({ oidc }) => grants.push(String(oidc.params?.grant_type)));
      server.on('request', provider.callback());
    },
    grants,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function configuration(redirectUri: string, claims: Record<string, unknown>) {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        // A native client may have a redirect URI on the loopback interface without TLS.
        application_type: 'native',
      },
    ],
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    extraTokenClaims: () => claims,
    ttl: { AccessToken: TOKEN_SECONDS },
    cookies: { keys: ['a-key-of-the-tests'] },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:proctoring',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'openid',
          audience: 'proctoring',
          accessTokenTTL: TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}
