import { AWS } from './parameters.ts';

const twice = AWS.transaction;

/**
 * Write units that each operation takes of tables and indexes; `integration/simulationUnits` compares them with what the
 * service sends, and for the indexes with what DynamoDB Local counts. Every item is below 1 KB. Of a transaction it counts
 * entries of indexes twice as well; AWS documents that only for the items, so these may be half.
 */
export const UNITS = {
  /** That a learner is not retired, and by id, username and email known; for one seen for the first time. */
  knowingLearner: { directory: 4 * twice },
  /** The attempt; in the directory its code, the learner's place, and that the learner is not retired. */
  creating: {
    attempts: twice,
    by_exam_and_learner: twice,
    current_by_course: twice,
    directory: 3 * twice,
    by_learner: twice,
  },
  starting: { attempts: 1, in_progress_by_learner: 1, by_schedule: 1 },
  closing: { attempts: 1, in_progress_by_learner: 1, by_schedule: 1 },
  reviewing: { by_course: twice },
};
