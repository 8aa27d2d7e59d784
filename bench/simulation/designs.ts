import { AWS } from './parameters.ts';
import type { Rush } from './rush.ts';
import type { Design } from './service.ts';

export const LEARNERS = 1_000_000;
export const SPREADS_MINUTES = [1, 5, 15];
export const BUCKET_COUNTS = [1, 4, 8, 16, 32, 64];

/** The service as it was when it was simulated first, and as it is. */
export const BEFORE: Design = { courseBuckets: 1, scheduleBuckets: 16, examReads: 'all' };
export const NOW: Design = { courseBuckets: 8, scheduleBuckets: 48, examReads: 'needed' };
/** With EXAM_MAX_AGE_SECONDS. */
export const REMEMBERING: Design = { ...NOW, examReads: 'remembered' };

/** Nothing but what a new deployment in a new account has. */
export const UNPREPARED: Rush['prepared'] = {
  warm: {
    attempts: AWS.newTableWrites,
    directory: AWS.newTableWrites,
    scheduled: AWS.newTableWrites,
    course: AWS.newTableWrites,
    reads: AWS.newTableReads,
  },
  tableQuota: AWS.tableQuota,
  burstSeconds: 0,
  concurrency: AWS.concurrency,
  provisioned: 0,
  gatewayRequests: AWS.gatewayRequests,
};

/** What a million in a minute need and a little more: docs/scaling.md, "Before such a day". */
export const PREPARED: Rush['prepared'] = {
  warm: { attempts: 60_000, directory: 300_000, scheduled: 100_000, course: 100_000, reads: 120_000 },
  tableQuota: 300_000,
  burstSeconds: 0,
  concurrency: 10_000,
  provisioned: 5000,
  gatewayRequests: 60_000,
};
