import type { Actor } from '../../domain/actors.ts';
import { ADDITIONAL_TIME } from '../../domain/allowances/allowance.ts';
import type { Exam, ExamFields, ExamUpdate } from '../../domain/exams/exam.ts';
import { externalIdAt } from '../../domain/exams/externalIds.ts';
import type { ExamPauses, FinishedPause } from '../../domain/exams/pauses.ts';
import { isInstant } from '../../domain/time.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asNumber, asText, type Item, withoutNulls } from '../dynamodb/item.ts';

/** Sort keys, or prefixes of them, of stored items: never renamed. */
export const EXAM_PREFIX = {
  exam: 'exam',
  policy: 'policy',
  formerPolicy: 'former_policy#',
  allowance: 'allowance#',
  formerAllowance: 'former_allowance#',
  timeJob: 'time_job#',
  timeGranted: 'time_granted#',
  timeNamed: 'time_named#',
} as const;

/** The sort keys of the exams table, whose partitions hold all items of an exam. Former entries are earlier versions. */
export const examEntry = {
  exam: EXAM_PREFIX.exam,
  policy: EXAM_PREFIX.policy,
  formerPolicy: (policyId: number, version: number) =>
    `${EXAM_PREFIX.formerPolicy}${policyId}#${String(version).padStart(8, '0')}`,
  allowance: (userId: number, key: string) => `${examEntry.allowances(userId)}${key}`,
  /** The prefix of a learner's allowances. */
  allowances: (userId: number) => `${EXAM_PREFIX.allowance}${userId}#`,
  formerAllowance: (userId: number, key: string, version: number) =>
    `${examEntry.formerAllowances(userId)}${key}#${String(version).padStart(16, '0')}`,
  timeJob: (jobId: string) => `${EXAM_PREFIX.timeJob}${jobId}`,
  timeGranted: (jobId: string, userId: number) => `${examEntry.timesGranted(jobId)}${userId}`,
  /** Leads the erasure of a learner whom a job names to the exam. */
  timeNamed: (jobId: string, userId: number) => `${EXAM_PREFIX.timeNamed}${jobId}#${userId}`,
  /** The prefix of the entries of those who have got the minutes of a job. */
  timesGranted: (jobId: string) => `${EXAM_PREFIX.timeGranted}${jobId}#`,
  formerAllowances: (userId: number) => `${EXAM_PREFIX.formerAllowance}${userId}#`,
};

/** The learner of an entry of `timeGranted`. */
export function learnerGranted(entry: string): number {
  return Number(entry.slice(entry.lastIndexOf('#') + 1));
}

/** Prefixes of the sort keys by which the index `by_course` lists exams and allowances: stored, never renamed. */
export const LISTED_EXAM = 'exam#';
export const LISTED_ALLOWANCE = 'allowance#';

/** The prefix of the attributes with an exam's external ids at its backends: stored, never renamed. */
export const EXTERNAL_ID_PREFIX = 'external_id_at_';

/** The sort key of an allowance in the course's list, by username. */
export function listedAllowance(username: string, ids: { userId: number; examId: number; key: string }): string {
  // A prefix of the username is enough to sort by: a sort key may have 1024 bytes.
  return `${LISTED_ALLOWANCE}${username.slice(0, 100)}#${ids.userId}#${ids.examId}#${ids.key}`;
}

/** The sort key of a learner's additional time. */
export const additionalTimeEntry = (userId: number) => examEntry.allowance(userId, ADDITIONAL_TIME);

/** @param allowance the item of the additional time; undefined for none */
export function additionalSecondsOf(allowance: Item | undefined): number {
  return 60 * Number(allowance?.value ?? 0);
}

export function toExamItem(exam: Exam): Item {
  return withoutNulls({
    exam_id: exam.examId,
    entry: examEntry.exam,
    listed_in_course: exam.courseId,
    listed_as: `${LISTED_EXAM}${String(exam.examId).padStart(16, '0')}`,
    ...examUpdateItem(exam),
  });
}

/** The attributes of the defined fields; `external_id` repeats the external id at the present backend. */
export function examUpdateItem({ externalIds = new Map(), ...fields }: ExamUpdate): Item {
  const ids = [...externalIds].map(([backend, externalId]) => [EXTERNAL_ID_PREFIX + backend, externalId]);
  return { ...examFieldItem(fields), ...Object.fromEntries(ids) };
}

function examFieldItem(fields: Partial<ExamFields>): Item {
  const item: Item = {
    course_id: fields.courseId,
    content_id: fields.contentId,
    external_id: fields.externalId,
    exam_name: fields.examName,
    time_limit_mins: fields.timeLimitMins,
    is_proctored: fields.isProctored,
    is_practice_exam: fields.isPracticeExam,
    is_active: fields.isActive,
    due_date: fields.dueDate,
    hide_after_due: fields.hideAfterDue,
    backend: fields.backend,
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

/** @param defaultBackend the backend of an exam that names none */
export function fromExamItem(item: Item, defaultBackend: string | null = null): Exam {
  const backend = asText(item.backend) ?? defaultBackend;
  const stored = { externalId: asText(item.external_id), externalIds: externalIdsOf(item) };
  return {
    examId: asNumber(item.exam_id) ?? 0,
    courseId: asText(item.course_id) ?? '',
    contentId: asText(item.content_id) ?? '',
    // Without a backend to go by, the repeated one.
    externalId: backend === null ? stored.externalId : externalIdAt(stored, backend),
    externalIds: stored.externalIds,
    examName: asText(item.exam_name) ?? '',
    timeLimitMins: asNumber(item.time_limit_mins) ?? 0,
    isProctored: item.is_proctored === true,
    isPracticeExam: item.is_practice_exam === true,
    isActive: item.is_active === true,
    dueDate: asText(item.due_date),
    hideAfterDue: item.hide_after_due === true,
    backend,
    ...pausesOf(item),
  };
}

function pausesOf(item: Item): ExamPauses {
  const listed = Array.isArray(item.pauses) ? item.pauses : [];
  return {
    pausedAt: asInstant(item.paused_at),
    ...actorIn('pausedBy', item.paused_by),
    pausedSeconds: asNumber(item.paused_seconds) ?? 0,
    pauses: listed.flatMap(pause => {
      const stored = asMap(pause);
      const [from, seconds] = [asInstant(stored?.from), asNumber(stored?.seconds)];
      const authors = { ...actorIn('pausedBy', stored?.paused_by), ...actorIn('resumedBy', stored?.resumed_by) };
      return from === null || seconds === null ? [] : [{ from, seconds, ...authors }];
    }),
  };
}

/** The author under this name; nothing where an earlier release has stored none. */
function actorIn<Name extends string>(name: Name, value: unknown): { [key in Name]?: Actor } {
  const stored = asMap(value);
  return (stored ? { [name]: fromChangeItem(stored).by } : {}) as { [key in Name]?: Actor };
}

function toPauseItem({ from, seconds, pausedBy, resumedBy }: FinishedPause): Item {
  return withoutNulls({
    from,
    seconds,
    paused_by: pausedBy ? toChangeItem({ by: pausedBy, reason: null }) : null,
    resumed_by: resumedBy ? toChangeItem({ by: resumedBy, reason: null }) : null,
  });
}

/** Invalid times, which only a manual edit can make, read as absent: they would make every end of the exam invalid. */
function asInstant(value: unknown): string | null {
  const text = asText(value);
  return text !== null && isInstant(text) ? text : null;
}

/** The update of an exam's pauses, on condition that it exists and they are unchanged. */
export function pausesUpdate(before: ExamPauses, { pausedAt, pausedBy, pausedSeconds, pauses }: ExamPauses) {
  const author = pausedAt === null ? undefined : pausedBy;
  const begin = `, paused_at = :at${author ? ', paused_by = :author' : ' REMOVE paused_by'}`;
  const change = pausedAt === null ? ' REMOVE paused_at, paused_by' : begin;
  // The sum shows that it was not paused and resumed meanwhile.
  const isUnchanged = [
    before.pausedAt === null ? 'attribute_not_exists(paused_at)' : 'paused_at = :before',
    before.pausedSeconds === 0
      ? '(attribute_not_exists(paused_seconds) OR paused_seconds = :sum)'
      : 'paused_seconds = :sum',
  ].join(' AND ');
  return {
    UpdateExpression: `SET paused_seconds = :seconds, pauses = :pauses${change}`,
    ConditionExpression: `attribute_exists(exam_id) AND ${isUnchanged}`,
    ExpressionAttributeValues: {
      ':seconds': pausedSeconds,
      ':pauses': pauses.map(toPauseItem),
      ':sum': before.pausedSeconds,
      ...(pausedAt !== null && { ':at': pausedAt }),
      ...(author && { ':author': toChangeItem({ by: author, reason: null }) }),
      ...(before.pausedAt !== null && { ':before': before.pausedAt }),
    },
  };
}

function externalIdsOf(item: Item): ReadonlyMap<string, string> {
  const attributes = Object.entries(item).filter(([name]) => name.startsWith(EXTERNAL_ID_PREFIX));
  return new Map(
    attributes.flatMap(([name, value]) => {
      const externalId = asText(value);
      return externalId === null ? [] : [[name.slice(EXTERNAL_ID_PREFIX.length), externalId] as const];
    }),
  );
}
