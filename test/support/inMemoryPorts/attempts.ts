import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import type { Attempt, Removal } from '../../../src/domain/attempts/attempt.ts';
import type { ExamTerms } from '../../../src/domain/exams/exam.ts';
import type {
  AttemptStore,
  Claim,
  CreateOptions,
  CreateOutcome,
  Replacement,
} from '../../../src/usecases/ports/attemptStore.ts';
import type { Directory } from '../../../src/usecases/ports/directory.ts';
import { allowanceKey } from './allowances.ts';
import {
  atomically,
  byAttemptId,
  type Database,
  freeze,
  setAttempt,
  slotKey,
  tombstoneKey,
  transact,
  type Write,
} from './database.ts';

export function createAttemptStore(database: Database): AttemptStore {
  const { attempts, slots } = database;
  const currentOf = (examId: number, userId: number) => attempts.get(slots.get(slotKey(examId, userId)) ?? 0);
  return {
    read: attemptId => atomically(() => freeze(attempts.get(attemptId))),
    readSlot: (examId, userId) => atomically(() => slots.get(slotKey(examId, userId)) ?? null),
    readCurrent: (examId, userId) => atomically(() => freeze(currentOf(examId, userId))),

    ofLearnerAtExam: (examId, userId, { limit, after = 0 }) =>
      atomically(() => {
        const currentId = slots.get(slotKey(examId, userId));
        const listed = allAtExam(database, examId, userId).filter(({ attemptId }) => attemptId > after);
        const page = listed.slice(0, limit);
        return {
          superseded: freeze(page.filter(({ attemptId }) => attemptId !== currentId)),
          current: freeze(currentOf(examId, userId)),
          nextAfter: listed.length > limit ? (page.at(-1)?.attemptId ?? null) : null,
        };
      }),

    readPreviousAttempt: ({ attemptId, examId, user, previousAttemptId }) =>
      atomically(() => {
        const named = previousAttemptId === null ? undefined : attempts.get(previousAttemptId);
        const newest = () => allAtExam(database, examId, user.id).findLast(attempt => attempt.attemptId < attemptId);
        return freeze(named ?? newest());
      }),

    create: (attempt, options) =>
      atomically(() => {
        const failed = transactWithoutTombstones(creationWrites(database, attempt, options));
        return creationOutcome(database, attempt, options, failed);
      }),

    write: (before, after) =>
      atomically(() => {
        const failed = transact([changeWrite('attempt', database, before, after)]);
        return failed.size === 0 ? { stored: true } : notStored(attempts.get(before.attemptId));
      }),

    remove: (attempt, removal, previous) =>
      atomically(() => {
        const writes = removalWrites(database, attempt, removal);
        const promoting = previous ? promotionWrites(database, attempt, previous) : [];
        let failed = transactWithoutTombstones<string>([...writes, ...promoting]);
        const isChanged = failed.has(`removed#${attempt.attemptId}`);
        // Put back manually beside the attempt that is current now: nothing is promoted.
        if (failed.has('slot') && !isChanged) failed = transactWithoutTombstones(writes);
        if (failed.size === 0) return { stored: true };
        return notStored(isChanged ? attempts.get(attempt.attemptId) : attempt);
      }),

    removeTogether: (removed, removal) =>
      atomically(() => {
        const writes = removed.flatMap(attempt => removalWrites(database, attempt, removal));
        return { stored: transactWithoutTombstones(writes).size === 0 };
      }),
  };
}

export function createDirectory({ codeClaims, externalIdClaims }: Database): Directory {
  return {
    readCode: attemptCode => atomically(() => freeze(codeClaims.get(attemptCode))),
    readExternal: externalId =>
      atomically(() => {
        const claim = externalIdClaims.get(externalId.toLowerCase());
        return claim && { attemptCode: claim.attemptCode };
      }),
  };
}

function notStored(current: Attempt | undefined) {
  return { stored: false as const, current: freeze(current) };
}

function allAtExam({ attempts }: Database, examId: number, userId: number): Attempt[] {
  return [...attempts.values()]
    .filter(attempt => attempt.examId === examId && attempt.user.id === userId)
    .sort(byAttemptId);
}

/** Whether it is as it was read: the version, and the status, as manual edits do not raise the version. */
export function stillIs({ attempts }: Database, { attemptId, version, status }: Attempt): boolean {
  const stored = attempts.get(attemptId);
  return stored?.version === version && stored.status === status;
}

/** A write of the fields that differ, on the condition that the attempt is as it was read. */
export function changeWrite<Name extends string>(
  name: Name,
  database: Database,
  before: Attempt,
  after: Attempt,
): Write<Name> {
  const { attemptId } = before;
  const differing = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Attempt]),
  );
  return {
    name,
    holds: stillIs(database, before),
    apply: () => {
      const stored = database.attempts.get(attemptId) ?? before;
      setAttempt(database, attemptId, { ...stored, ...Object.fromEntries(differing) });
    },
  };
}

type Claimed = Claim['kind'];
type CreationWrite = Claimed | 'attempt_id' | 'registration' | 'terms' | 'erased' | 'replaced' | 'owner' | RemovalWrite;
type RemovalWrite = `${'removed' | 'tombstone' | 'removed_code'}#${number}`;

function creationWrites(database: Database, attempt: Attempt, options: CreateOptions): Write<CreationWrite>[] {
  const { attemptId, attemptCode, externalId, examId, courseId, user } = attempt;
  const { staleOwners, replaces, terms, previousOwner } = options;
  const slot = slotKey(examId, user.id);
  const isFree = (ownerId: number | undefined, released: readonly number[]) =>
    ownerId === undefined || released.includes(ownerId);
  const writes: Write<CreationWrite>[] = [
    {
      name: 'attempt_id',
      holds: !database.attempts.has(attemptId),
      apply: () => setAttempt(database, attemptId, attempt),
    },
    {
      name: 'attempt_code',
      holds: isFree(database.codeClaims.get(attemptCode)?.attempt.attemptId, staleOwners),
      apply: () => database.codeClaims.set(attemptCode, { attempt: freeze(attempt), removal: null }),
    },
    {
      name: 'current_attempt',
      holds: isFree(database.slots.get(slot), replaces ? [...staleOwners, replaces.before.attemptId] : staleOwners),
      apply: () => database.slots.set(slot, attemptId),
    },
  ];
  if (externalId !== null) {
    const key = externalId.toLowerCase();
    writes.push({
      name: 'external_id',
      holds: isFree(database.externalIdClaims.get(key)?.attemptId, staleOwners),
      apply: () => database.externalIdClaims.set(key, { attemptId, attemptCode, courseId }),
    });
  }
  if (attempt.backend !== null) {
    writes.push({ name: 'registration', holds: true, apply: () => endRegistration(database, attempt) });
  }
  if (terms) writes.push({ name: 'terms', holds: termsStillHold(database, terms, user.id), apply: () => {} });
  if (replaces) writes.push(...supersedingWrites(database, replaces));
  if (!attempt.isErased) writes.push({ name: 'erased', holds: !database.erased.has(user.id), apply: () => {} });
  if (previousOwner !== undefined && previousOwner !== user.id) {
    const key = `${previousOwner}#${attemptCode}`;
    const apply = () => database.previousOwners.set(key, { learnerId: previousOwner, attemptCode });
    writes.push({ name: 'owner', holds: true, apply });
  }
  return writes;
}

/** The registration has become the attempt; when it was made still counts. */
function endRegistration({ registrations }: Database, { examId, user }: Attempt): void {
  const key = slotKey(examId, user.id);
  const reservedAt = registrations.get(key)?.reservedAt ?? [];
  const learnerId = registrations.get(key)?.learnerId ?? user.id;
  registrations.set(key, { learnerId, reservedUntil: null, attemptCode: null, registered: null, reservedAt });
}

function termsStillHold({ allowances }: Database, { exam, allowanceVersion }: ExamTerms, userId: number): boolean {
  const stored = allowances.get(allowanceKey(exam.examId, userId, ADDITIONAL_TIME));
  return (stored?.version ?? null) === allowanceVersion;
}

function supersedingWrites(database: Database, { before, after }: Replacement): Write<CreationWrite>[] {
  return 'attemptId' in after
    ? [changeWrite('replaced', database, before, after)]
    : removalWrites(database, before, after);
}

function creationOutcome(
  database: Database,
  attempt: Attempt,
  { replaces }: CreateOptions,
  failed: ReadonlySet<CreationWrite>,
): CreateOutcome {
  if (failed.size === 0) return { stored: true };
  if (failed.has('erased')) return { stored: false, conflicts: 'erased' };
  const replacedId = replaces?.before.attemptId ?? 0;
  const isReplacedChanged = failed.has('replaced') || failed.has(`removed#${replacedId}`);
  const conflicts = [
    ...ownersOf(database, attempt, failed),
    ...(isReplacedChanged && !failed.has('current_attempt')
      ? [{ kind: 'current_attempt', attemptId: replacedId } as const]
      : []),
  ];
  if (conflicts.length > 0) return { stored: false, conflicts };
  return { stored: false, conflicts: failed.has('terms') ? 'terms' : 'attempt_id' };
}

/** The owners of the conflicting claims. */
function ownersOf(database: Database, attempt: Attempt, failed: ReadonlySet<CreationWrite>): Claim[] {
  const slot = database.slots.get(slotKey(attempt.examId, attempt.user.id));
  const code = database.codeClaims.get(attempt.attemptCode)?.attempt;
  const external = database.externalIdClaims.get(attempt.externalId?.toLowerCase() ?? '');
  const owners: Claim[] = [];
  if (slot !== undefined) owners.push({ kind: 'current_attempt', attemptId: slot });
  if (code) {
    const { attemptId, courseId, user } = code;
    owners.push({ kind: 'attempt_code', attemptId, learnerId: user.id, courseId });
  }
  if (external) {
    const { attemptId, courseId } = external;
    owners.push({ kind: 'external_id', attemptId, courseId });
  }
  return owners.filter(({ kind }) => failed.has(kind));
}

/** Removes the attempt; its claim on the code keeps it as it was removed. Other claims stay. */
function removalWrites(database: Database, attempt: Attempt, removal: Removal): Write<RemovalWrite>[] {
  const { attemptId, attemptCode, user } = attempt;
  const owner = database.codeClaims.get(attemptCode)?.attempt.attemptId;
  return [
    {
      name: `removed#${attemptId}`,
      holds: stillIs(database, attempt),
      apply: () => setAttempt(database, attemptId, undefined),
    },
    {
      name: `tombstone#${attemptId}`,
      holds: !database.tombstones.has(tombstoneKey(attempt)),
      apply: () => database.tombstones.set(tombstoneKey(attempt), { learnerId: user.id, removal }),
    },
    {
      name: `removed_code#${attemptId}`,
      holds: owner === undefined || owner === attemptId,
      apply: () => database.codeClaims.set(attemptCode, { attempt: freeze(attempt), removal }),
    },
  ];
}

function promotionWrites(
  database: Database,
  { attemptId, examId, user }: Attempt,
  { before, after }: { before: Attempt; after: Attempt },
): Write<'promoted' | 'slot'>[] {
  const slot = slotKey(examId, user.id);
  const owner = database.slots.get(slot);
  return [
    changeWrite('promoted', database, before, after),
    {
      name: 'slot',
      holds: owner === undefined || owner === attemptId,
      apply: () => database.slots.set(slot, after.attemptId),
    },
  ];
}

/** Another attempt has taken over the code, or this one was restored manually: both are left. */
function transactWithoutTombstones<Name extends string>(writes: readonly Write<Name>[]): Set<Name> {
  const failed = transact(writes);
  const isOptional = (name: string) => /^(tombstone|removed_code)#/.test(name);
  if (failed.size === 0 || ![...failed].every(isOptional)) return failed;
  return transact(writes.filter(({ name }) => !failed.has(name)));
}
