import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import { aCaller, COURSE, NOW, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

describe('the history of an attempt code', () => {
  it('has the entries of the caller’s courses, and all of them for global staff', async () => {
    const stores = inMemoryStores();
    const attempt = await storedAttempt(stores, await storedExam(stores, { courseId: COURSE }));
    const entry = (courseId: string, seconds: number) => ({
      ...{ attempt: { ...attempt, courseId }, change: 'status_changed' as const, toStatus: 'started' },
      ...{ changedAt: laterBy(NOW, seconds), changedBy: attempt.lastChange.by, reason: null },
    });
    const entries = [entry(COURSE, 2), entry('course-v1:Other+1+1', 1)];
    const readPage = async (_code: string, limit: number, cursor?: string) => ({
      entries: entries.slice(0, limit),
      nextCursor: cursor ? `${cursor}-next` : null,
    });
    const ports = { ...stores.ports, history: { ...stores.ports.history, readPage } };
    const read = (caller: typeof STAFF, cursor?: string) =>
      readHistory(ports, caller, attempt.attemptCode, { limit: 5, ...(cursor && { cursor }) });
    expect(await read(STAFF)).toEqual({ entries, nextCursor: null });
    const courseStaff = aCaller({ userId: 800, courseStaff: [COURSE] });
    expect(await read(courseStaff, 'c')).toEqual({ entries: entries.slice(0, 1), nextCursor: 'c-next' });
  });
});
