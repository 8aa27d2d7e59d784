import type { Attempt } from '../../../domain/attempts/attempt.ts';
import { examAsCreated } from '../../../domain/attempts/createdAs.ts';
import type { CourseAttempt, ListedEntry } from '../../../usecases/attempts/listAllAttempts.ts';
import { allowedMinutes } from '../../attempts/wire.ts';
import { instructorExamType, learnerColumns } from '../../exams/instructorV2/wire.ts';
import type { Columns } from '../../http/pages.ts';

/** An attempt in the format of the newer instructor dashboard. */
export function toInstructorAttempt({ attempt, exam }: CourseAttempt) {
  return {
    id: attempt.attemptId,
    user: attempt.user,
    exam_id: attempt.examId,
    exam_name: exam?.examName ?? '',
    exam_type: exam ? instructorExamType(examAsCreated(attempt, exam)) : ('timed' as const),
    status: attempt.status,
    start_time: attempt.startedAt,
    end_time: attempt.completedAt,
    allowed_time_limit_mins: allowedMinutes(attempt),
    ready_to_resume: isReadyToResume(attempt),
  };
}

/** True for a resumed attempt as well: it cannot be resumed once more. */
function isReadyToResume({ readyToResume, resumed }: Attempt): boolean {
  return readyToResume || resumed;
}

const examTypeOf = ({ exam, attempt }: ListedEntry) =>
  exam && attempt ? instructorExamType(examAsCreated(attempt, exam)) : '';
const examLimitOf = ({ exam }: ListedEntry) => exam?.timeLimitMins ?? 0;
const startTimeOf = ({ attempt }: ListedEntry) => attempt?.startedAt ?? '';
const endTimeOf = ({ attempt }: ListedEntry) => attempt?.completedAt ?? '';

/** Columns whose values only the attempts have: all of the list are read for their order. */
const READ_COLUMNS: Columns<ListedEntry> = {
  exam_type: examTypeOf,
  type: examTypeOf,
  allowed_time_limit_mins: ({ attempt }) => attempt?.allowedTimeSeconds ?? 0,
  start_time: startTimeOf,
  started_at: startTimeOf,
  end_time: endTimeOf,
  completed_at: endTimeOf,
  status: ({ attempt }) => attempt?.status ?? '',
  ready_to_resume: ({ attempt }) => Number(attempt !== undefined && isReadyToResume(attempt)),
};

/** The columns by which the list is sorted. */
export const ATTEMPT_COLUMNS: Columns<ListedEntry> = {
  ...learnerColumns(({ entry, exam }) => ({ user: entry.user, examName: exam?.examName ?? '' })),
  'proctored_exam.time_limit_mins': examLimitOf,
  time_limit: examLimitOf,
  ...READ_COLUMNS,
};

/** Whether the order needs values that only the attempts have. */
export function isAttemptColumn(ordering: string): boolean {
  return Object.hasOwn(READ_COLUMNS, ordering.replace(/^-/, ''));
}
