import { examity } from './examity.ts';
import { jwt } from './jwt.ts';
import { meazure } from './meazure.ts';
import type { SignatureScheme } from './signature.ts';
import { standardWebhooks } from './standardWebhooks.ts';

/** No signature, as with PSI, whose proof is the pair of attempt code and record locator. */
const none: SignatureScheme = {
  isSecret: () => false,
  verify: async () => 'ok',
};

/** The signature schemes, by their names in the configuration. */
export const SIGNATURE_SCHEMES = {
  standard_webhooks: standardWebhooks,
  examity,
  meazure,
  jwt,
  none,
} as const satisfies Record<string, SignatureScheme>;

export type SignatureSchemeName = keyof typeof SIGNATURE_SCHEMES;
