import { DEFAULT_CLAIMS } from '../src/config/auth.ts';
import type { SignVendorToken } from './composeReview.ts';
import { signToken } from './signDelivery.ts';

/** The user id in the tokens of vendors. */
const VENDOR_USER_ID = 1_000_001;
const FOREIGN_SECRET = 'a secret of another party, of valid length';

/** Signs tokens of REST vendors, with the group `{backend}_review`. @param claims additional claims */
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
