import type { Actor } from '../../../src/domain/actors.ts';
import { type Allowance, pageOfChanges, settingOf } from '../../../src/domain/allowances/allowance.ts';
import { DomainError, invalidCursor } from '../../../src/domain/errors.ts';
import { isSortableInstant } from '../../../src/domain/time.ts';
import type { AllowanceStore, AttemptMove } from '../../../src/usecases/ports/allowanceStore.ts';
import { changeWrite } from './attempts.ts';
import { atomically, type Database, freeze, slotKey, transact, type Write } from './database.ts';
import { timeJobKey } from './timeJobs.ts';

type AllowanceWrite = 'allowance' | 'attempt' | 'granted' | 'erased';

export function createAllowanceStore(database: Database): AllowanceStore {
  const { allowances } = database;
  const keepFormer = (allowance: Allowance, removal: { at: string; by: Actor } | null) =>
    database.formerAllowances.push({
      allowance: freeze(allowance),
      change: removal ? 'removed' : 'changed',
      removal: freeze(removal),
    });
  const isCurrent = (before: Allowance | undefined, key: string) => allowances.get(key)?.version === before?.version;
  return {
    read: (examId, userId, key) => atomically(() => freeze(allowances.get(allowanceKey(examId, userId, key)))),

    find: allowanceId =>
      atomically(() => freeze([...allowances.values()].find(allowance => allowance.allowanceId === allowanceId))),

    replace: (before, after, move, job) =>
      atomically(() => {
        const key = keyOf(after);
        const failed = transact<AllowanceWrite>([
          { name: 'allowance', holds: isCurrent(before, key), apply: () => allowances.set(key, freeze(after)) },
          ...moveWrites(database, after.examId, move),
          ...(job ? [grantedOnce(database, job, after.user.id)] : []),
          { name: 'erased', holds: !database.erased.has(after.user.id), apply: () => {} },
        ]);
        if (failed.has('erased')) {
          throw new DomainError('learner_not_known', 'The data of the learner was erased.', { field: 'user_info' });
        }
        if (failed.size === 0 && before) keepFormer(before, null);
        return failed.size === 0 || failed.has('granted');
      }),

    remove: (before, by, at, move) =>
      atomically(() => {
        const key = keyOf(before);
        const failed = transact<AllowanceWrite>([
          { name: 'allowance', holds: isCurrent(before, key), apply: () => allowances.delete(key) },
          ...moveWrites(database, before.examId, move),
        ]);
        if (failed.size === 0) keepFormer(before, { at, by });
        return failed.size === 0;
      }),

    ofCourse: (courseId, limit) =>
      atomically(() => {
        const ofCourse = [...allowances.values()].filter(allowance => allowance.courseId === courseId);
        return sortedBy(ofCourse.map(freeze), listed).slice(0, limit);
      }),

    ofLearnerAtExam: (examId, userId) =>
      atomically(() => {
        const own = [...allowances.values()].filter(
          allowance => allowance.examId === examId && allowance.user.id === userId,
        );
        return sortedBy(own.map(freeze), ({ key }) => key);
      }),

    changesOf: (examId, userId, { limit, cursor }) =>
      atomically(() => {
        if (cursor !== undefined && !isSortableInstant(cursor)) throw invalidCursor();
        const isOwn = ({ examId: exam, user }: Allowance) => exam === examId && user.id === userId;
        const removals = database.formerAllowances.flatMap(({ allowance, removal }) =>
          removal && isOwn(allowance) ? [{ key: allowance.key, value: null, ...freeze(removal), reason: null }] : [],
        );
        const versions = [...allowances.values(), ...database.formerAllowances.map(({ allowance }) => allowance)];
        return pageOfChanges([...versions.filter(isOwn).map(settingOf), ...removals], limit, cursor);
      }),
  };
}

function grantedOnce(
  { timesGranted }: Database,
  job: Parameters<typeof timeJobKey>[0],
  userId: number,
): Write<AllowanceWrite> {
  const key = `${timeJobKey(job)} ${userId}`;
  return { name: 'granted', holds: !timesGranted.has(key), apply: () => timesGranted.add(key) };
}

export function allowanceKey(examId: number, userId: number, key: string): string {
  return JSON.stringify([examId, userId, key]);
}

const keyOf = ({ examId, user, key }: Allowance) => allowanceKey(examId, user.id, key);

/** By username. */
function listed({ user, examId, key }: Allowance): string {
  return `${user.username.slice(0, 100)}#${user.id}#${examId}#${key}`;
}

function sortedBy<Value>(values: Value[], keyOfValue: (value: Value) => string): Value[] {
  return values.sort((a, b) => (keyOfValue(a) < keyOfValue(b) ? -1 : 1));
}

function moveWrites(database: Database, examId: number, move: AttemptMove | undefined): Write<AllowanceWrite>[] {
  if (!move) return [];
  if ('before' in move) return [changeWrite('attempt', database, move.before, move.after)];
  const owner = database.slots.get(slotKey(examId, move.userId)) ?? null;
  return [{ name: 'attempt', holds: owner === move.slot, apply: () => {} }];
}
