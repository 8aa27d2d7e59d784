import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Allowance } from '../../../src/domain/allowances/allowance.ts';
import { withChange } from '../../../src/domain/attempts/attempt.ts';
import { lowestId } from '../../../src/domain/ids.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { anAllowance, anAttempt, NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';
import { until } from '../../support/until.ts';

const BY = { role: 'staff', userId: 900 } as const;

describe.each(IMPLEMENTATIONS)('allowances $name', ({ open, atOnce }) => {
  let stores: Implementation;
  let allowances: Implementation['ports']['allowances'];
  let attempts: Implementation['ports']['attempts'];
  beforeAll(async () => {
    stores = await open();
    ({ allowances, attempts } = stores.ports);
  });

  const anyId = () => randomInt(1, 2 ** 40);
  const aUser = (username = 'u') => ({ id: anyId(), username, email: 'u@example.com' });
  const newAllowance = (overrides: Partial<Allowance> = {}) =>
    anAllowance({ examId: anyId(), user: aUser(), ...overrides });
  const read = ({ examId, user, key }: Allowance) => allowances.read(examId, user.id, key);
  const grant = async (overrides: Partial<Allowance> = {}) => {
    const allowance = newAllowance(overrides);
    expect(await allowances.replace(undefined, allowance, undefined)).toBe(true);
    return allowance;
  };

  it('are granted, changed and removed as they were read; former values are stored', async () => {
    const first = await grant({ value: '1' });
    expect(await read(first)).toEqual(first);
    expect(await allowances.replace(undefined, first, undefined)).toBe(false);
    const second = { ...first, value: '2', version: 2 };
    expect(await allowances.replace(first, second, undefined)).toBe(true);
    expect(await allowances.replace(first, { ...first, value: '3', version: 3 }, undefined)).toBe(false);
    expect(await allowances.remove(first, BY, NOW, undefined)).toBe(false);
    expect(await read(first)).toEqual(second);
    expect(await allowances.remove(second, BY, NOW, undefined)).toBe(true);
    expect(await allowances.remove(second, BY, NOW, undefined)).toBe(false);
    expect(await read(first)).toBeUndefined();
    expect(await stores.formerAllowances(first.examId)).toEqual([
      ['1', 'changed'],
      ['2', 'removed'],
    ]);
  });

  it('have changes, newest first, with their authors and reasons, until an erasure removes the reasons', async () => {
    const at = (seconds: number) => laterBy(NOW, seconds);
    const { reason: _, ...first } = await grant({ key: 'additional_time_granted', value: '5', modifiedAt: at(0) });
    const second = { ...first, value: '15', modifiedAt: at(10), setBy: BY, reason: 'fire alarm', version: 2 };
    await allowances.replace(first, second, undefined);
    await allowances.remove(second, BY, at(20), undefined);
    const third = { ...first, value: '7', modifiedAt: at(30), version: 3 };
    await allowances.replace(undefined, third, undefined);
    await grant({ examId: first.examId, value: 'of another learner' });
    const { key, setBy: by } = first;
    const changes = [
      { key, value: '7', at: at(30), by, reason: null },
      { key, value: null, at: at(20), by: BY, reason: null },
      { key, value: '15', at: at(10), by: BY, reason: 'fire alarm' },
      { key, value: '5', at: at(0), by, reason: null },
    ];
    const all = () => allowances.changesOf(first.examId, first.user.id, { limit: 100 });
    expect(await all()).toEqual({ changes, nextCursor: null });
    const location = { kind: 'allowances', examId: first.examId } as const;
    await stores.ports.erasure.anonymise(first.user.id, location, { at: NOW, by: BY });
    const withoutReasons = changes.map(change => ({ ...change, reason: null }));
    expect(await all()).toEqual({ changes: withoutReasons, nextCursor: null });
  });

  it.each([
    'of another list',
    '2026-01-01',
    '+275760-09-13T00:00:00.000Z',
    '+012026-01-01T00:00:00.000Z',
    '-000001-01-01T00:00:00.000Z',
  ])('have no page of changes before the cursor %s', async cursor => {
    const { examId, user } = await grant();
    await expect(allowances.changesOf(examId, user.id, { limit: 1, cursor })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('have the changes of one instant on one page, and pages of the earlier ones', async () => {
    const of = { examId: anyId(), user: aUser() };
    const seconds = [1, 2, 2, 2, 2, 3];
    let before: Allowance | undefined;
    for (const [index, second] of seconds.entries()) {
      const after = newAllowance({ ...of, value: `${index}`, version: index + 1, modifiedAt: laterBy(NOW, second) });
      expect(await allowances.replace(before, after, undefined)).toBe(true);
      before = after;
    }
    const readPage = async (limit: number, cursor?: string) => {
      const page = await allowances.changesOf(of.examId, of.user.id, { limit, ...(cursor && { cursor }) });
      return { ...page, values: page.changes.map(({ value }) => value) };
    };
    for (const limit of [1, 2]) {
      const pages: (string | null)[][] = [];
      let cursor: string | undefined;
      do {
        const page = await readPage(limit, cursor);
        pages.push(page.values.toSorted());
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(pages).toEqual(limit === 1 ? [['5'], ['1', '2', '3', '4'], ['0']] : [['1', '2', '3', '4', '5'], ['0']]);
    }
  });

  /** The changes of several keys in turn. */
  async function storeHistory(of: Pick<Allowance, 'examId' | 'user'>): Promise<string[]> {
    const at = (second: number) => laterBy(NOW, second);
    // Versions are those of the time, of earlier releases, or of a clock that was behind.
    const keys: [key: string, versionAt: (second: number) => number][] = [
      ['additional_time_granted', second => lowestId(at(second))],
      ['a#b', second => second],
      ['é🙂', second => lowestId(at(second + 60))],
    ];
    const histories = keys.map(async ([key, versionAt], index) => {
      const lines: string[] = [];
      let before: Allowance | undefined;
      for (let second = index + 1; second < atOnce(13, 25); second += 3) {
        const [value, version] = [`${second}`, versionAt(second)];
        const after = newAllowance({ ...of, key, value, version, allowanceId: index + 1, modifiedAt: at(second) });
        expect(await allowances.replace(before, after, undefined)).toBe(true);
        before = after;
        lines.push(`${at(second)} ${key} ${value}`);
      }
      // Two removals have the same time.
      if (index === 0 || !before) return lines;
      await allowances.remove(before, BY, at(30), undefined);
      return [...lines, `${at(30)} ${key} null`];
    });
    return (await Promise.all(histories)).flat();
  }

  it('have pages of changes, newest first, of several keys, each change once', async () => {
    const of = { examId: anyId(), user: aUser() };
    const history = await storeHistory(of);
    for (const limit of [1, 2, 5, 100]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await allowances.changesOf(of.examId, of.user.id, { limit, ...(cursor && { cursor }) });
        expect(page.changes.length).toBeLessThanOrEqual(Math.max(limit, 2));
        seen.push(...page.changes.map(({ at, key, value }) => `${at} ${key} ${value}`));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      const times = seen.map(line => line.split(' ')[0]);
      expect(times).toEqual(times.toSorted().reverse());
      expect(seen.toSorted()).toEqual(history.toSorted());
    }
  });

  it('are found by their id while they are granted', async () => {
    const first = await grant();
    const found = () => allowances.find(first.allowanceId);
    expect(await until(found, Boolean)).toEqual(first);
    const second = { ...first, value: 'y', version: 2 };
    await allowances.replace(first, second, undefined);
    expect(await found()).toEqual(second);
    await allowances.remove(second, BY, NOW, undefined);
    expect(await found()).toBeUndefined();
  });

  it('are stored with the attempt’s change in one transaction', async () => {
    const before = anAttempt();
    await attempts.create(before, { staleOwners: [] });
    const after = withChange(before, { allowedTimeSeconds: 60 }, { now: NOW, by: BY });
    const first = newAllowance();
    expect(await allowances.replace(undefined, first, { before, after })).toBe(true);
    expect(await attempts.read(before.attemptId)).toEqual(after);
    const second = { ...first, value: 'y', version: 2 };
    expect(await allowances.replace(first, second, { before, after })).toBe(false);
    expect(await allowances.remove(first, BY, NOW, { before, after })).toBe(false);
    expect(await read(first)).toEqual(first);
    const restored = withChange(after, { allowedTimeSeconds: null }, { now: NOW, by: BY });
    expect(await allowances.replace(undefined, first, { before: after, after: restored })).toBe(false);
    expect(await attempts.read(before.attemptId)).toEqual(after);
    expect(await allowances.remove(first, BY, NOW, { before: after, after: restored })).toBe(true);
    expect(await attempts.read(before.attemptId)).toEqual(restored);
    expect(await stores.formerAllowances(first.examId)).toEqual([['x', 'removed']]);
  });

  it('need the learner’s slot at the exam as it was read', async () => {
    const { attemptId, examId, user } = anAttempt();
    await attempts.create(anAttempt({ attemptId, examId, user }), { staleOwners: [] });
    const allowance = newAllowance({ examId, user });
    const userId = user.id;
    for (const slot of [null, attemptId + 1]) {
      expect(await allowances.replace(undefined, allowance, { userId, slot: slot })).toBe(false);
    }
    expect(await read(allowance)).toBeUndefined();
    expect(await allowances.replace(undefined, allowance, { userId, slot: attemptId })).toBe(true);
    expect(await allowances.remove(allowance, BY, NOW, { userId, slot: null })).toBe(false);
    const otherAllowance = newAllowance();
    expect(await allowances.replace(undefined, otherAllowance, { userId: otherAllowance.user.id, slot: 5 })).toBe(
      false,
    );
    expect(await allowances.replace(undefined, otherAllowance, { userId: otherAllowance.user.id, slot: null })).toBe(
      true,
    );
  });

  it('are not granted to an erased learner, but can be removed', async () => {
    const [granted, allowance] = [await grant(), newAllowance()];
    for (const { user } of [granted, allowance]) await stores.ports.erasure.mark(user.id, NOW);
    for (const [before, after] of [
      [undefined, allowance],
      [granted, { ...granted, version: 2 }],
    ] as const) {
      await expect(allowances.replace(before, after, undefined)).rejects.toMatchObject({ code: 'learner_not_known' });
    }
    expect(await read(allowance)).toBeUndefined();
    expect(await allowances.remove(granted, BY, NOW, undefined)).toBe(true);
  });

  it('of a course are listed by username, without former values', async () => {
    const courseId = randomUUID();
    const [c, a, b] = [
      await grant({ courseId, user: aUser('c') }),
      await grant({ courseId, user: aUser('a') }),
      await grant({ courseId, user: aUser('b') }),
    ];
    await grant();
    const changed = { ...b, value: 'y', version: 2 };
    await allowances.replace(b, changed, undefined);
    expect(await allowances.ofCourse(courseId)).toEqual([a, changed, c]);
  });

  it('of a learner at an exam are listed by key', async () => {
    const { examId, user } = newAllowance();
    const [b, a] = [await grant({ examId, user, key: 'b' }), await grant({ examId, user, key: 'a' })];
    await grant({ examId });
    await grant({ user });
    expect(await allowances.ofLearnerAtExam(examId, user.id)).toEqual([a, b]);
  });
});
