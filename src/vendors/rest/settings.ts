import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';

const text = () => z.string().check(z.minLength(1));

/** The connection of a vendor of the open REST protocol. */
export const restSettings = lazy(() =>
  z.strictObject({
    base_url: z.url(),
    client_id: text(),
    client_secret: text(),
    /** Pseudonymises learner ids. Constant: with another key the vendor cannot match existing learners. */
    learner_id_key: z.string().check(z.minLength(16)),
    token_path: z._default(text(), '/oauth2/access_token'),
    lms_host: z._default(z.string(), ''),
  }),
);

export type RestSettings = z.output<ReturnType<typeof restSettings>>;

/** The address below which the vendor serves the protocol. */
export function apiAddress({ base_url }: RestSettings): string {
  return `${base_url.replace(/\/+$/, '')}/api/v1`;
}
