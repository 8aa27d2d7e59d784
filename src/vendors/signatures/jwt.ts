import { errors, jwtVerify } from 'jose';
import { jsonObject, type SignatureFault, type SignatureScheme } from './signature.ts';

/**
 * Constructor Proctor (Examus): `Authorization: JWT <token>`, signed with HS256 and the shared secret, with its end in
 * `exp`. The token says nothing about the body: whoever gets hold of one may send anything in the vendor's name until
 * it ends. That is all the vendor offers; TLS has to do the rest.
 * https://docs.constructor.tech/documentation/proctor-developer-guide/4-sending-proctoring-result-to-lms.html
 */
export const jwt: SignatureScheme = {
  isSecret: secret => secret !== '',
  async verify({ headers, secrets, toleranceSeconds, now }) {
    const usable = secrets.filter(secret => jwt.isSecret(secret));
    if (usable.length === 0) return 'no secret';
    const token = TOKEN.exec(headers.authorization ?? '')?.[1];
    if (!token || !isWrittenExactly(token)) return 'no signature';
    const options = {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      clockTolerance: toleranceSeconds,
      currentDate: new Date(now),
    };
    const verdicts = await Promise.all(
      usable.map(secret => jwtVerify(token, Buffer.from(secret), options).then(() => 'ok' as const, faultOf)),
    );
    return verdicts.find(one => one === 'ok') ?? verdicts.find(one => one !== 'wrong signature') ?? 'wrong signature';
  },
  // A vendor that signs once has it in every retry. One that signs each try has a later one: as if arrival decided.
  verdictTime({ headers }) {
    const claims = TOKEN.exec(headers.authorization ?? '')?.[1]?.split('.')[1] ?? '';
    const issuedAt = jsonObject(Buffer.from(claims, 'base64url').toString())?.iat;
    return typeof issuedAt === 'number' ? issuedAt * 1000 : null;
  },
};

const TOKEN = /^JWT +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Base64 leaves bits over at the end, which decoding ignores: of the texts that decode to a signature one is it. */
function isWrittenExactly(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

/** Claims are looked at only where the signature is right. */
function faultOf(error: unknown): SignatureFault {
  if (error instanceof errors.JWTExpired) return 'too old';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'wrong signature';
  return error.claim === 'nbf' ? 'too new' : 'no timestamp';
}
