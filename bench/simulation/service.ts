import { FewKeys, type Keyspace, ManyKeys, readsOf, writesOf } from './keyspace.ts';
import { type Demand, Operation, type Step } from './operation.ts';
import { ASSUMED, AWS } from './parameters.ts';
import { hashedOver, seeded } from './seeded.ts';
import { UNITS } from './units.ts';

/** How the service spreads what it writes and reads; what is asked is how many learners that lets through. */
export interface Design {
  /** Keys of one course in `current_by_course`. */
  courseBuckets: number;
  scheduleBuckets: number;
  /**
   * `all`: whoever creates or starts reads the exam, its policy and two allowances, whoever polls the exam. `needed`: who
   * starts reads only the exam and one allowance. `remembered`: who starts reads one allowance; exams and policies each
   * environment reads every few seconds (docs/adr/0017). `free`: as if the exam cost nothing.
   */
  examReads: 'all' | 'needed' | 'remembered' | 'free';
}

/** What was done before the day, units a second. */
export interface Preparation {
  /** Warm throughput of the tables and their indexes; a new table's where nothing was done. */
  warm: { attempts: number; directory: number; scheduled: number; course: number; reads: number };
  tableQuota: number;
  /** Seconds of unused capacity with which a partition goes beyond its limit: 0 at the worst, 300 at the best. */
  burstSeconds: number;
}

/** Throttled by DynamoDB a call is tried 3 times by the SDK (store/client.ts): waits of up to 1 and 2 s. */
const SDK_WAITS = [0.5, 1];
/** A transaction that is throttled comes again up to 20 times (store/transaction.ts): up to 10, 20, 40 … 500 ms. */
const TRANSACTION_WAITS = Array.from({ length: 19 }, (_, conflicts) => Math.min(500, 10 * 2 ** conflicts) / 2000);

/** Ranges of learners among the allowances of one exam: into so many parts its partition can be split. */
const ALLOWANCE_RANGES = 63;

export interface Service {
  keyspaces: ReadonlyMap<string, Keyspace>;
  create: Operation;
  start: Operation;
  poll: Operation;
  /** An environment reads again what it remembers of the exam. */
  refresh: Operation;
  classes: number;
}

/** The tables and indexes as one exam's rush meets them, and what its requests ask of them; units as AWS counts them. */
export function theService(design: Design, prepared: Preparation, seed: number): Service {
  const classes = Math.max(design.courseBuckets, design.scheduleBuckets);
  const { warm, tableQuota: quota, burstSeconds } = prepared;
  const random = seeded(seed);
  const index = (keys: number, perSecond: number) => {
    const capacity = writesOf(perSecond, quota);
    const ahead = ASSUMED.indexQueueUnits + burstSeconds * AWS.partitionWrites;
    return new FewKeys(keys, { ...capacity, ahead }, hashedOver(capacity.partitions, random));
  };
  const spread = (perSecond: number) => new ManyKeys(writesOf(perSecond, quota));
  const course = index(design.courseBuckets, warm.course);
  const schedule = index(design.scheduleBuckets, warm.scheduled);
  const byExamAndLearner = spread(warm.attempts);
  const inProgress = spread(warm.attempts);
  const attempts = spread(warm.attempts);
  const attemptReads = new ManyKeys(readsOf(warm.reads, quota));
  const directory = spread(warm.directory);
  const byLearner = spread(warm.directory);
  // The exam with its policy, and the allowances, all under one key: one partition, until it is split.
  const exam = new FewKeys(
    1 + ALLOWANCE_RANGES,
    { ...readsOf(0, quota), partitions: 1, ahead: burstSeconds * AWS.partitionReads },
    () => 0,
  );
  const of = (on: Keyspace, units: number, keyOf = (_attemptClass: number) => 0): Demand => ({
    on,
    units,
    keys: Int32Array.from({ length: classes }, (_, one) => keyOf(one)),
  });
  const allowances = (units: number) => of(exam, units, one => 1 + (one % ALLOWANCE_RANGES));
  const examReads = {
    all: { creating: [of(exam, 2), allowances(2)], starting: [of(exam, 2), allowances(2)], polling: [of(exam, 1)] },
    needed: { creating: [of(exam, 2), allowances(2)], starting: [of(exam, 1), allowances(1)], polling: [of(exam, 1)] },
    remembered: { creating: [], starting: [allowances(1)], polling: [] },
    free: { creating: [], starting: [], polling: [] },
  }[design.examReads];
  const step = (waits: readonly number[], ...demands: Demand[]): Step => ({ demands, waits });
  const create = new Operation(
    [
      step(SDK_WAITS, ...examReads.creating),
      step(TRANSACTION_WAITS, of(directory, UNITS.knowingLearner.directory)),
      step(
        TRANSACTION_WAITS,
        of(attempts, UNITS.creating.attempts),
        of(byExamAndLearner, UNITS.creating.by_exam_and_learner),
        of(course, UNITS.creating.current_by_course, one => one % design.courseBuckets),
        of(directory, UNITS.creating.directory),
        of(byLearner, UNITS.creating.by_learner),
      ),
    ],
    classes,
  );
  const start = new Operation(
    [
      step(SDK_WAITS, of(attemptReads, 1), ...examReads.starting),
      step(
        SDK_WAITS,
        of(attempts, UNITS.starting.attempts),
        of(inProgress, UNITS.starting.in_progress_by_learner),
        of(schedule, UNITS.starting.by_schedule, one => one % design.scheduleBuckets),
      ),
    ],
    classes,
  );
  const poll = new Operation([step(SDK_WAITS, of(attemptReads, 1), ...examReads.polling)], classes);
  // The exam and its policy, not consistently. That whoever comes first waits for it is left out.
  const refresh = new Operation([step([], of(exam, 1))], classes);
  const keyspaces = new Map<string, Keyspace>([
    ['current_by_course', course],
    ['by_schedule', schedule],
    ['attempts', attempts],
    ['attempts, read', attemptReads],
    ['by_exam_and_learner', byExamAndLearner],
    ['in_progress_by_learner', inProgress],
    ['directory', directory],
    ['directory by_learner', byLearner],
    ['exams, read', exam],
  ]);
  return { keyspaces, create, start, poll, refresh, classes };
}
