/**
 * What the simulation reckons with. `AWS`: documented limits and defaults. `MEASURED`: of this service. `ASSUMED`: neither;
 * what hangs on these is only as good as they are.
 */
export const AWS = {
  /** Write and read units a second of one partition; DynamoDB developer guide, Best practices for partition keys. */
  partitionWrites: 1000,
  partitionReads: 3000,
  /** What a new on-demand table, and each of its indexes, takes at once; the same, On-demand capacity mode. */
  newTableWrites: 4000,
  newTableReads: 12_000,
  /** Of one on-demand table, and of each of its indexes; the same, Quotas. Can be raised. */
  tableQuota: 40_000,
  /** Unused capacity that is kept; the same, Burst and adaptive capacity, which promises no more than "up to". */
  burstSeconds: 300,
  /** A transaction reads or writes everything twice, to prepare and to commit; the same, Transactions. */
  transaction: 2,
  /** Invocations at a time in an account, and how fast a function gets more; Lambda developer guide, Scaling behavior. */
  concurrency: 1000,
  concurrencyPerSecond: 100,
  concurrencyAtOnce: 1000,
  /** Requests a second that one environment answers at the most; the same, Quotas. */
  requestsPerEnvironment: 10,
  /** Requests a second of all HTTP APIs of an account in a region, and how many more at once; API Gateway, Quotas. */
  gatewayRequests: 10_000,
  gatewayBurst: 5000,
  /** `parallelizationFactor` and `batchSize` of the archive and the notifications; serverless.yml. */
  lanes: 10,
  archiveBatch: 100,
  notificationsBatch: 10,
};

export const MEASURED = {
  /**
   * Attempts a second that one run of the schedule closes: 0.5 ms of processor each (docs/adr/0007). On DynamoDB Local, which
   * is the slower one there, it was 800.
   */
  closingsPerSecond: 2000,
  /** Seconds of its minute in which a run begins something, and when it looks a second time; domain/attempts/closeTimedOut.ts. */
  runSeconds: 50,
  secondLookAfterSeconds: 30,
};

export const ASSUMED = {
  /** How long a partition is hot before it is split; AWS publishes no figure, its own tests show minutes. */
  splitAfterSeconds: 300,
  /** Updates of an index partition that may wait before writes of the table are throttled; AWS publishes no figure. */
  indexQueueUnits: 1000,
  /** Seconds of one request, without waiting for a second try. */
  requestSeconds: { create: 0.06, start: 0.04, poll: 0.02 },
  /** What a front end does with 429 or 5xx: it waits up to 2, 4, 8 … 60 s and asks again, until it succeeds. */
  clientWaits: [2, 4, 8, 16, 32, 60].map(most => most / 2),
  pollEverySeconds: 60,
  /** For so long a function remembers an exam, where it is told to (EXAM_MAX_AGE_SECONDS). */
  rememberSeconds: 5,
  /** Write units of a history item: 1 in the tests, more than 1 KB where names are long. */
  historyItemUnits: 2,
  /** Two batch reads and four batch writes, one after the other; and of a vendor for one of ten side by side. */
  archiveBatchSeconds: 0.06,
  notificationsBatchSeconds: 0.3,
};
