import type { Attempt } from '../../../domain/attempts/attempt.ts';
import { examAsCreated } from '../../../domain/attempts/createdAs.ts';
import type { CourseAttempt, ListedEntry } from '../../../usecases/attempts/listAllAttempts.ts';
import { allowedMinutes } from '../../attempts/wire.ts';
import { instructorExamType } from '../../exams/instructorV2/wire.ts';
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

const username = ({ entry }: ListedEntry) => entry.user.username.toLowerCase();
const email = ({ entry }: ListedEntry) => entry.user.email.toLowerCase();
const examName = ({ exam }: ListedEntry) => exam?.examName.toLowerCase() ?? '';
const examType = ({ exam, attempt }: ListedEntry) =>
  exam && attempt ? instructorExamType(examAsCreated(attempt, exam)) : '';
const examLimit = ({ exam }: ListedEntry) => exam?.timeLimitMins ?? 0;
const startTime = ({ attempt }: ListedEntry) => attempt?.startedAt ?? '';
const endTime = ({ attempt }: ListedEntry) => attempt?.completedAt ?? '';

/** Columns whose values only the attempts have: all of the list are read for their order. */
const READ_COLUMNS: Columns<ListedEntry> = {
  exam_type: examType,
  type: examType,
  allowed_time_limit_mins: ({ attempt }) => attempt?.allowedTimeSeconds ?? 0,
  start_time: startTime,
  started_at: startTime,
  end_time: endTime,
  completed_at: endTime,
  status: ({ attempt }) => attempt?.status ?? '',
  ready_to_resume: ({ attempt }) => Number(attempt !== undefined && isReadyToResume(attempt)),
};

/** The columns by which the list is sorted. */
export const ATTEMPT_COLUMNS: Columns<ListedEntry> = {
  'user.username': username,
  username,
  'user.email': email,
  email,
  'proctored_exam.exam_name': examName,
  exam_name: examName,
  'proctored_exam.time_limit_mins': examLimit,
  time_limit: examLimit,
  ...READ_COLUMNS,
};

/** Whether the order needs values that only the attempts have. */
export function isAttemptColumn(ordering: string): boolean {
  return Object.hasOwn(READ_COLUMNS, ordering.replace(/^-/, ''));
}
