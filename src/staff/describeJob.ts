import type { TimeJob } from './wire.ts';
import { counted } from './wording.ts';

export interface WatchedJob {
  job: TimeJob;
  /** The learners who get the minutes, in words. */
  scope: string;
  /** Number of learners in progress when the job began. */
  expected: number;
  /** The learners as far as the page knows them. */
  knownIds: readonly number[];
}

/** `10 more minutes for all in progress: 37 learners have them so far`, and who is left out. */
export function describeJob({ job, scope, knownIds }: WatchedJob): string {
  const { minutes, granted, state, user_ids, excluded_user_id } = job;
  const learners = granted === 1 ? '1 learner has' : `${granted === 0 ? 'no' : granted} learners have`;
  const isOwn = excluded_user_id !== null && knownIds.includes(excluded_user_id);
  const missing = state === 'done' && user_ids ? user_ids.length - granted - Number(isOwn) : 0;
  return [
    `${minutes} more minutes for ${scope}: ${learners} them${state === 'done' ? '' : ' so far'}`,
    ...(isOwn ? ['Your own attempt is left out: staff do not give time to themselves'] : []),
    ...(missing > 0 ? [`${counted(missing, 'learner')} no longer in progress`] : []),
  ].join('. ');
}
