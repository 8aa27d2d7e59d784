import * as z from 'zod/mini';
import { shortText, wholeNumber } from '../../contract/fields.ts';
import { onDemand } from '../../contract/onDemand.ts';

/** What the service needs of what Examity posts: something became of an appointment. */
export const examityEvent = onDemand(() =>
  z.object({
    event_name: shortText(100),
    test_mode: z.nullish(z.boolean()),
    data: z.object({
      appointment_id: wholeNumber(0, Number.MAX_SAFE_INTEGER),
      flags: z.nullish(z.array(z.unknown())),
    }),
  }),
);
