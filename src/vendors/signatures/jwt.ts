import { errors, jwtVerify } from 'jose';
import { parseObject } from '../../platform/parseObject.ts';
import type { SignatureFault, SignatureScheme, SignedDelivery } from './signature.ts';

/**
 * Constructor Proctor (Examus): `Authorization: JWT <token>`, signed with HS256 and the shared secret, with `exp`. It does not
 * cover the body, so a leaked token authorises any delivery until it expires; the vendor offers nothing stronger.
 * @see https://docs.constructor.tech/documentation/proctor-developer-guide/4-sending-proctoring-result-to-lms.html
 */
export const jwt: SignatureScheme = {
  isSecret: secret => secret !== '',
  async verify({ headers, secrets, toleranceSeconds, now }) {
    const validSecrets = secrets.filter(secret => jwt.isSecret(secret));
    if (validSecrets.length === 0) return 'no secret';
    const token = tokenOf(headers);
    if (!token || !isCanonical(token)) return 'no signature';
    const options = {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      clockTolerance: toleranceSeconds,
      currentDate: new Date(now),
    };
    const results = await Promise.all(
      validSecrets.map(secret => jwtVerify(token, Buffer.from(secret), options).then(() => 'ok' as const, faultOf)),
    );
    return results.find(result => result !== 'wrong signature') ?? 'wrong signature';
  },
  // Retries of a token that is signed once keep its `iat`; with a token for each retry the order of arrival decides.
  verdictTime({ headers }) {
    const claims = tokenOf(headers)?.split('.')[1] ?? '';
    const issuedAt = parseObject(Buffer.from(claims, 'base64url').toString())?.iat;
    return typeof issuedAt === 'number' ? issuedAt * 1000 : null;
  },
};

const TOKEN = /^JWT +([\w-]+\.[\w-]+\.[\w-]+)$/i;

function tokenOf({ authorization = '' }: SignedDelivery['headers']): string | undefined {
  return TOKEN.exec(authorization)?.[1];
}

/** Decoding ignores the spare bits at the end of Base64: only the canonical encoding is accepted. */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

/** jose validates claims only after the signature. */
function faultOf(error: unknown): SignatureFault {
  if (error instanceof errors.JWTExpired) return 'too old';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'wrong signature';
  return error.claim === 'nbf' ? 'too new' : 'no timestamp';
}
