import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import type { Exam, ExamTerms, ExamUpdate } from '../../../src/domain/exams/exam.ts';
import { externalIdAt } from '../../../src/domain/exams/externalIds.ts';
import type { ExamAuthoring } from '../../../src/usecases/ports/examAuthoring.ts';
import type { ExamStore } from '../../../src/usecases/ports/examStore.ts';
import type { ReviewPolicyStore } from '../../../src/usecases/ports/reviewPolicyStore.ts';
import { allowanceKey } from './allowances.ts';
import { atomically, type Database, freeze, transact, type Write } from './database.ts';

export function createExamStore(database: Database): ExamStore {
  const { exams } = database;
  const read = (examId: number) => atomically(() => freeze(exams.get(examId)));
  const readTerms = (examId: number, userId: number) => atomically(() => freeze(termsOf(database, examId, userId)));
  return {
    read,
    readConsistent: read,
    readCached: read,
    readTerms,
    readClockTerms: readTerms,

    setExternalId: (examId, backend, externalId) =>
      atomically(() => {
        const exam = exams.get(examId);
        const present = exam && externalIdAt(exam, backend);
        if (!exam || present != null) return present ?? null;
        const isPresent = exam.externalId === null && (exam.backend ?? backend) === backend;
        const externalIds = new Map([[backend, externalId]]);
        exams.set(examId, updated(exam, { externalIds, ...(isPresent && { externalId }) }));
        return externalId;
      }),

    findAll: (courseId, contentIds) =>
      atomically(() =>
        contentIds.flatMap(contentId => {
          const exam = exams.get(database.contentClaims.get(contentKey(courseId, contentId)) ?? 0);
          return exam ? [freeze(exam)] : [];
        }),
      ),

    ofCourse: courseId => atomically(() => freeze(examsOfCourse(database, courseId))),
  };
}

export function createExamAuthoring(database: Database): ExamAuthoring {
  const { exams, contentClaims, courseVersions } = database;
  return {
    create: exam =>
      atomically(() => {
        const failed = transact(creationWrites(database, exam));
        if (failed.has('content')) return 'exists';
        return failed.has('exam_id') ? 'id_taken' : 'created';
      }),

    read: examId => atomically(() => freeze(exams.get(examId))),

    change: (examId, changes, validated) =>
      atomically(() => {
        const exam = exams.get(examId);
        const isUnchanged =
          !validated || (exam?.isProctored === validated.isProctored && exam.backend === validated.backend);
        if (!exam || !(isUnchanged || Object.keys(changes).length === 0)) return false;
        exams.set(examId, updated(exam, changes));
        return true;
      }),

    replacePauses: (examId, before, { pausedAt, pausedBy, pausedSeconds, pauses }) =>
      atomically(() => {
        const exam = exams.get(examId);
        if (!exam || exam.pausedAt !== before.pausedAt || exam.pausedSeconds !== before.pausedSeconds) return false;
        const { pausedBy: _, ...others } = exam;
        exams.set(examId, { ...others, pausedAt, pausedSeconds, pauses, ...(pausedBy && { pausedBy }) });
        return true;
      }),

    readCourse: (courseId, contentIds) =>
      atomically(() => {
        const stored = contentIds.flatMap(contentId => {
          const examId = contentClaims.get(contentKey(courseId, contentId));
          return examId === undefined ? [] : [[contentId, { examId, exam: freeze(exams.get(examId)) }] as const];
        });
        const others = examsOfCourse(database, courseId).filter(({ contentId }) => !contentIds.includes(contentId));
        return {
          courseId,
          version: courseVersions.get(courseId) ?? 0,
          stored: new Map(stored),
          others: freeze(others),
        };
      }),

    register: (course, { created, changed }) =>
      atomically(() => {
        const version = courseVersions.get(course.courseId) ?? 0;
        const writes: Write<string>[] = [
          {
            name: 'version',
            holds: version === course.version,
            apply: () => courseVersions.set(course.courseId, version + 1),
          },
          ...created.flatMap(exam => creationWrites(database, exam)),
          ...changed.map(({ examId, changes }) => ({
            name: 'change',
            holds: exams.has(examId),
            apply: () => exams.set(examId, updated(exams.get(examId) as Exam, changes)),
          })),
        ];
        return transact(writes).size === 0;
      }),
  };
}

function updated(exam: Exam, { externalIds = new Map(), ...changes }: ExamUpdate): Exam {
  const merged = [...exam.externalIds, ...externalIds].filter(([backend]) => externalIds.get(backend) !== null);
  return { ...exam, ...changes, externalIds: new Map(merged as [string, string][]) };
}

export function createReviewPolicyStore({ policies, formerPolicies }: Database): ReviewPolicyStore {
  const isCurrent = (examId: number, before: { policyId: number; version: number } | undefined) => {
    const stored = policies.get(examId);
    return stored?.policyId === before?.policyId && stored?.version === before?.version;
  };
  return {
    read: examId => atomically(() => freeze(policies.get(examId))),

    replace: (examId, before, after) =>
      atomically(() => {
        if (!isCurrent(examId, before)) return false;
        const change = { change: 'changed', at: after.setAt, by: after.setBy } as const;
        if (before) formerPolicies.push(freeze({ examId, policy: before, ...change }));
        policies.set(examId, freeze(after));
        return true;
      }),

    remove: (examId, before, change) =>
      atomically(() => {
        if (!isCurrent(examId, before)) return false;
        formerPolicies.push(freeze({ examId, policy: before, ...change }));
        return policies.delete(examId);
      }),
  };
}

function termsOf({ exams, policies, allowances }: Database, examId: number, userId: number): ExamTerms | undefined {
  const exam = exams.get(examId);
  if (!exam) return undefined;
  const allowance = (key: string) => allowances.get(allowanceKey(examId, userId, key));
  const policy = policies.get(examId);
  return {
    exam,
    additionalSeconds: 60 * Number(allowance(ADDITIONAL_TIME)?.value ?? 0),
    allowanceVersion: allowance(ADDITIONAL_TIME)?.version ?? null,
    reviewPolicyId: policy?.policyId ?? null,
    reviewPolicy: policy?.text ?? null,
    reviewPolicyException: allowance('review_policy_exception')?.value ?? null,
    allowancesRead: true,
  };
}

function creationWrites({ exams, contentClaims }: Database, exam: Exam): Write<'exam_id' | 'content'>[] {
  const key = contentKey(exam.courseId, exam.contentId);
  const owner = contentClaims.get(key);
  return [
    { name: 'exam_id', holds: !exams.has(exam.examId), apply: () => exams.set(exam.examId, freeze(exam)) },
    {
      name: 'content',
      // A claim of this exam, which was removed manually.
      holds: owner === undefined || owner === exam.examId,
      apply: () => contentClaims.set(key, exam.examId),
    },
  ];
}

export const contentKey = (courseId: string, contentId: string) => JSON.stringify([courseId, contentId]);

function examsOfCourse({ exams }: Database, courseId: string): Exam[] {
  return [...exams.values()].filter(exam => exam.courseId === courseId).sort((a, b) => a.examId - b.examId);
}
