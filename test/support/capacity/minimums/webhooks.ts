import type { Minimum } from './minimum.ts';

/** Webhooks. */
export const WEBHOOK_MINIMUMS: Readonly<Record<string, Minimum>> = {
  create_webhook: {
    calls: 1,
    reads: 0,
    writes: 6,
    because: 'the webhook, its health, and its id in the list, whose length is limited',
  },
  list_webhooks: {
    calls: 2,
    reads: 21,
    writes: 0,
    because: 'the list of ids; 10 webhooks with their health',
    above: 'webhooks and health are read by two calls, as deliveries need the former only',
  },
  read_webhook: {
    calls: 1,
    reads: 2,
    writes: 0,
    because: 'the webhook and its health',
    above: 'no health is read of a webhook that does not exist',
  },
  change_webhook: {
    calls: 3,
    reads: 2,
    writes: 4,
    because: 'the webhook, its update with the version of the list, and its health, which is shown',
  },
  remove_webhook: {
    calls: 4,
    reads: 3,
    writes: 31,
    because: 'that it exists; its items and its id in the list; 25 failures, which one call can delete',
    above: 'each failure is deleted by a call, so that none is left unprocessed',
  },
  rotate_webhook_secret: {
    calls: 2,
    reads: 1,
    writes: 4,
    because: 'the webhook; its update, and the version of the list',
  },
  test_webhook: { calls: 1, reads: 1, writes: 0, because: 'the webhook' },
  redeliver_event: { calls: 3, reads: 2, writes: 1, because: 'the webhook and the event; its failure' },
  redeliver_window: {
    calls: 3,
    reads: 14,
    writes: 0,
    because: 'the webhook; the index; 25 events at half the units',
    above: 'those of a list of events',
  },
  redeliver_failures: {
    calls: 4,
    reads: 28,
    writes: 25,
    because: 'the webhook, 25 failures in 8 KB, their events; the failures, which one call can delete',
    above: 'each failure is deleted by a call, on the condition that it is not that of a later delivery',
  },
  list_webhook_failures: { calls: 2, reads: 3, writes: 0, because: 'that the webhook exists; 25 failures in 8 KB' },
};
