import { jwtVerify } from 'jose';
import { expect } from 'vitest';
import { REST_CREDENTIALS } from '../../simulator/credentials.ts';

/** The claims of the token in the address of a simulated REST vendor's dashboard. */
export async function dashboardClaims(address: string | null) {
  const [, path, token] = /\/rest\/\w+(\/.*)\?jwt=(.*)$/.exec(address ?? '') ?? [];
  expect(path, `${address}`).toBe(`/api/v1/instructor/${REST_CREDENTIALS.client_id}/`);
  const secret = new TextEncoder().encode(REST_CREDENTIALS.client_secret);
  return (await jwtVerify(token ?? '', secret, { algorithms: ['HS256'] })).payload;
}
