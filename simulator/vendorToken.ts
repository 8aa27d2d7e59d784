import { DEFAULT_CLAIMS } from '../src/config/auth.ts';
import type { SignVendorToken } from './composeReview.ts';
import { signToken } from './signDelivery.ts';

/** Whom the service takes a vendor's calls for. */
const VENDOR_USER_ID = 1_000_001;
const FOREIGN_SECRET = 'the secret of somebody else, of good length';

/** Tokens with the group `{backend}_review`, as REST vendors call the service with. @param claims above the usual ones */
export function createVendorTokens(secret: string, claims: Readonly<Record<string, unknown>>): SignVendorToken {
  return ({ backend, expiresAt, isForged }) =>
    signToken(
      {
        [DEFAULT_CLAIMS.user_id]: VENDOR_USER_ID,
        [DEFAULT_CLAIMS.username]: backend,
        [DEFAULT_CLAIMS.email]: `${backend}@vendor.example`,
        [DEFAULT_CLAIMS.name]: backend,
        [DEFAULT_CLAIMS.groups]: [`${backend}_review`],
        exp: Math.floor(expiresAt / 1000),
        ...claims,
      },
      isForged ? FOREIGN_SECRET : secret,
    );
}
