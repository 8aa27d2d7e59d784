import { AWS, MEASURED } from './parameters.ts';
import { UNITS } from './units.ts';

export interface Ends {
  attempts: number;
  /** In which all of them end, evenly. */
  withinSeconds: number;
  /** Invocations side by side, each with its share of the buckets. */
  runs: number;
  buckets: number;
  /** What one invocation may close. */
  mostAttempts: number;
}

export interface Closing {
  /** Attempts that have ended and are not closed, second by second. */
  open: number[];
  /** Until the last is closed, from the first end on. */
  seconds: number;
  /** By how much the one that waited longest was late. */
  mostLagSeconds: number;
}

const EVERY_SECONDS = 60;
const LONGEST_SECONDS = 6 * 3600;

/**
 * The schedule over attempts that end, second by second. The first end is 1 s after a run began, which is the worst moment:
 * the run has looked already.
 */
export function simulateClosing(ends: Ends): Closing {
  const perSecond = Math.min(
    ends.runs * MEASURED.closingsPerSecond,
    (ends.buckets * AWS.partitionWrites) / UNITS.closing.by_schedule,
  );
  const result: Closing = { open: [], seconds: 0, mostLagSeconds: 0 };
  let [ended, closed, mayClose] = [0, 0, ends.runs * ends.mostAttempts];
  /** The run looks at what had ended then. */
  let looked = 0;
  for (let second = 0; second < LONGEST_SECONDS; second++) {
    const ofRun = (second + 1) % EVERY_SECONDS;
    if (ofRun === 0) mayClose = ends.runs * ends.mostAttempts;
    if (ofRun === 0 || (ofRun >= MEASURED.secondLookAfterSeconds && looked <= closed)) looked = ended;
    const rate = ofRun < MEASURED.runSeconds ? perSecond : 0;
    const now = Math.min(rate, mayClose, Math.max(0, looked - closed));
    if (now > 0) {
      const oldestEnded = (closed * ends.withinSeconds) / ends.attempts;
      result.mostLagSeconds = Math.max(result.mostLagSeconds, second + 1 - oldestEnded);
    }
    closed += now;
    mayClose -= now;
    ended = Math.min(ends.attempts, ended + ends.attempts / ends.withinSeconds);
    result.open.push(ended - closed);
    if (closed >= ends.attempts - 1e-6) {
      result.seconds = second + 1;
      return result;
    }
  }
  throw new Error(`not closed within ${LONGEST_SECONDS} s: ${JSON.stringify(ends)}`);
}
