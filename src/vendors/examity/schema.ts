import * as z from 'zod/mini';
import { decidingText } from '../../api/contract/deliveredFields.ts';
import { bool } from '../../api/contract/fields.ts';
import { lazy } from '../../api/contract/lazy.ts';

const EXPECTATION = 'must be a whole number of at most 255 digits';

/** For openapi.json. */
const ID_METADATA: z.core.GlobalMeta = { type: ['integer', 'string'], minimum: 0, pattern: '^\\d{1,255}$' };

/** Above 2^53 it is a string of digits. */
const appointmentId = lazy(() =>
  z
    .pipe(
      z.union(
        [z.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER)), z.string().check(z.regex(/^\d{1,255}$/))],
        EXPECTATION,
      ),
      z.transform((id: number | string) => String(id).replace(/^0+(?=\d)/, '')),
    )
    .register(z.globalRegistry, ID_METADATA),
);

/** An event of Examity about an appointment, reduced to the members that the service reads. */
export const examityEvent = lazy(() =>
  z.object({
    event_name: decidingText(100),
    test_mode: z.nullish(bool()),
    data: z.object({
      appointment_id: appointmentId(),
      flags: z.nullish(z.array(z.unknown())),
    }),
  }),
);
