import { examity } from './examity.ts';
import { jwt } from './jwt.ts';
import { meazure } from './meazure.ts';
import type { SignatureScheme } from './signature.ts';
import { standardWebhooks } from './standardWebhooks.ts';

/** Every delivery is taken as the vendor's. PSI signs nothing: the pair of code and record locator is its proof. */
const none: SignatureScheme = {
  isSecret: () => false,
  verify: async () => 'ok',
};

/** The ways in which vendors prove that a delivery is their own, by the names that the configuration uses. */
export const SIGNATURE_SCHEMES = {
  standard_webhooks: standardWebhooks,
  examity,
  meazure,
  jwt,
  none,
} as const satisfies Record<string, SignatureScheme>;

export type SignatureSchemeName = keyof typeof SIGNATURE_SCHEMES;
