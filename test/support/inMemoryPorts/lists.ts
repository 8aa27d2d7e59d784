import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { AttemptLists } from '../../../src/usecases/ports/attemptLists.ts';
import { atomically, byAttemptId, type Database, freeze } from './database.ts';

const MAX_SHOWN = 25;

export function createAttemptLists({ attempts, exams }: Database): AttemptLists {
  const newestFirst = (matches: (attempt: Attempt) => boolean) =>
    [...attempts.values()].filter(matches).sort(byAttemptId).reverse();
  const inCourse = (courseId: string, search: string | undefined) =>
    newestFirst(attempt => attempt.isCurrent && attempt.courseId === courseId && isMatch(attempt, search));
  return {
    async ofCourse(courseId, { limit, cursor, skip = 0, search }) {
      const before = cursor ? readCursor(cursor) : Number.POSITIVE_INFINITY;
      return atomically(() => {
        const remaining = inCourse(courseId, search)
          .filter(({ attemptId }) => attemptId < before)
          .slice(skip);
        const page = remaining.slice(0, limit);
        return {
          attempts: freeze(page),
          nextCursor: remaining.length > limit ? toCursor(page.at(-1)?.attemptId ?? 0) : null,
        };
      });
    },

    count: (courseId, { search, atMost }) =>
      atomically(() => {
        const count = inCourse(courseId, search).length;
        return search === undefined ? Math.min(count, atMost) : count;
      }),

    async allOfCourse(courseId, { limit, cursor, examId }) {
      const before = cursor ? readCursor(cursor) : Number.POSITIVE_INFINITY;
      return atomically(() => {
        const left = newestFirst(attempt => attempt.courseId === courseId && attempt.attemptId < before).filter(
          attempt => examId === undefined || attempt.examId === examId,
        );
        const entries = left.slice(0, limit).map(({ attemptId, examId, user }) => freeze({ attemptId, examId, user }));
        return { entries, nextCursor: left.length > limit ? toCursor(entries.at(-1)?.attemptId ?? 0) : null };
      });
    },

    cursorAfter: ({ attemptId }) => toCursor(attemptId),

    readEntries: entries => atomically(() => freeze(entries.flatMap(({ attemptId }) => attempts.get(attemptId) ?? []))),

    allAttemptsByCurrent: listed =>
      atomically(() => {
        const families = listed
          .filter(({ hasPreviousAttempt }) => hasPreviousAttempt)
          .map(({ attemptId, examId, user }) => {
            const all = newestFirst(attempt => attempt.examId === examId && attempt.user.id === user.id);
            const newest = all.filter((attempt, index) => index < MAX_SHOWN || attempt.attemptId === attemptId);
            return [attemptId, { newest: freeze(newest), count: all.length }] as const;
          });
        return new Map(families);
      }),

    examsOf: listed =>
      atomically(() => {
        const stored = listed.flatMap(({ examId }) => exams.get(examId) ?? []);
        return new Map(stored.map(exam => [exam.examId, freeze(exam)]));
      }),
  };
}

function isMatch({ user }: Attempt, search: string | undefined): boolean {
  if (search === undefined) return true;
  return [user.username, user.email].some(text => text.toLowerCase().includes(search.toLowerCase()));
}

export const toCursor = (attemptId: number) => `attempt-${attemptId}`;

/** @throws Refusal `invalid_request` */
export function readCursor(cursor: string): number {
  const id = /^attempt-(\d{1,16})$/.exec(cursor)?.[1];
  if (id !== undefined) return Number(id);
  throw new DomainError('invalid_request', 'The cursor is not valid. Use the next_cursor of a previous page.', {
    inputErrors: [{ pointer: '/cursor', detail: 'must be a next_cursor of a previous page' }],
  });
}
