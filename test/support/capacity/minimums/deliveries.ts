import type { Minimum } from './minimum.ts';

/** Deliveries to webhooks. */
export const DELIVERY_MINIMUMS: Readonly<Record<string, Minimum>> = {
  deliver_10_events: {
    calls: 2,
    reads: 2,
    writes: 1,
    because: 'the webhook and its health; one success for the batch',
    above: 'the health may be that of other functions by now: it is read again, and written once a minute',
  },
  deliver_last_try: {
    calls: 3,
    reads: 2,
    writes: 2,
    because: 'the webhook and its health; the failed try, and the failure',
    above: 'the webhook and its health are read by two calls',
  },
};
