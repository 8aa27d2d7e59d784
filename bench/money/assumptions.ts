import type { FunctionName } from '../../test/support/bundledService/service.ts';

/** What cannot be measured here, as figures to disagree with. */
export const ASSUMED = {
  /** Spread over the month; the schedule's runs are shared by them. */
  attemptsAMonth: 1_000_000,
  /** What a function takes by itself, and for each round trip to DynamoDB. AWS promises single-digit milliseconds. */
  ownMs: 3,
  callMs: 4,
  /** So long one run a minute waits before it closes what ends later, and is paid for waiting (domain/attempts/closeTimedOut.ts). */
  secondLookMs: 30_000,
  /** Of a stream that is read a second at a time by ten lanes. */
  recordsABatch: 2,
  /** START, END and REPORT of every invocation. */
  lambdaLogBytes: 330,
  /** The access log of the HTTP API, in the format of serverless.yml. */
  accessLogBytes: 160,
  /** Headers and TLS of an answer. */
  answerHeadBytes: 400,
  /** An item, and an entry of an index, beyond their own size (DynamoDB developer guide, "DynamoDB item sizes and formats"). */
  storedItemBytes: 100,
} as const;

export const MINUTES_A_MONTH = 30 * 24 * 60;
/** Of the schedule, which share its buckets (serverless.yml). */
export const SHARES = 8;

/** One kind of request in the life of an attempt. */
export interface Step {
  operation: string;
  times: number;
}

/**
 * An attempt that the LMS creates and a vendor reviews. Its status changes six times: software downloaded, ready, started,
 * ready to submit, submitted, and the review's verdict.
 */
export const LIFE: readonly Step[] = [
  { operation: 'create_by_staff', times: 1 },
  { operation: 'click_download_software', times: 1 },
  { operation: 'ready', times: 1 },
  { operation: 'start', times: 1 },
  { operation: 'poll', times: 60 },
  { operation: 'stop', times: 1 },
  { operation: 'submit', times: 1 },
  { operation: 'review', times: 1 },
];

export const STATUS_CHANGES = 6;

/** Of the functions that read the attempts' stream: the creation and each status change. */
export const STREAM_READERS: readonly FunctionName[] = ['archive', 'notifications'];
export const RECORDS = 1 + STATUS_CHANGES;
