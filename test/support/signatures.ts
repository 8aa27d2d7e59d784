import { signDelivery } from '../../simulator/signDelivery.ts';
import { SIGNATURE_SCHEMES, type SignatureSchemeName } from '../../src/vendors/signatures/schemes.ts';
import type { SignatureSettings } from '../../src/vendors/signatures/signature.ts';
import { NOW } from './builders.ts';

/** Two secrets for each scheme with secrets, in the vendors' formats. */
export const SECRETS = {
  standard_webhooks: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `whsec_${Buffer.alloc(32, 7).toString('base64')}`],
  examity: ['examity-webhook-key', 'examity-webhook-key-2'],
  meazure: ['authentication secret', 'authentication secret 2'],
  jwt: ['constructor-jwt-secret-of-some-length', 'constructor-jwt-secret-of-some-length-2'],
} as const satisfies Partial<Record<SignatureSchemeName, readonly [string, string]>>;

export type SigningScheme = keyof typeof SECRETS;

/** A valid delivery, signed `secondsAgo` with the first secret. */
export function aSignedDelivery(scheme: SigningScheme, body: string | Uint8Array = '{"a":1}', secondsAgo = 0) {
  const [secret] = SECRETS[scheme];
  const sentAt = Date.parse(NOW) - secondsAgo * 1000;
  return { headers: signDelivery(scheme, { body, secret, sentAt }), body: Buffer.from(body) };
}

/** Verifies a delivery at `NOW`. */
export function verify(
  scheme: SignatureSchemeName,
  delivery: { headers: Record<string, string | undefined>; body: Uint8Array },
  settings: Partial<SignatureSettings> = {},
) {
  const secrets: readonly string[] = scheme === 'none' ? [] : [SECRETS[scheme][0]];
  return SIGNATURE_SCHEMES[scheme].verify({ secrets, toleranceSeconds: 300, now: NOW, ...delivery, ...settings });
}
