import { randomUUID } from 'node:crypto';
import type { KnownLearner } from '../../../src/domain/learners/knownLearner.ts';
import type { LearnerReference, LearnerStore, Registration } from '../../../src/usecases/ports/learnerStore.ts';
import type { NameCopies, PendingRenewals } from '../../../src/usecases/ports/nameCopies.ts';
import { allowanceKey } from './allowances.ts';
import { atomically, type Database, freeze, type StoredLearner } from './database.ts';

const MAX_FORMER_NAMES = 20;
const MAX_PENDING = 100;

export function createLearnerStore(database: Database): LearnerStore {
  const { learners, usernames, emails, erased } = database;
  const registeredLearner = (userId: number | undefined) => {
    const stored = userId === undefined ? undefined : learners.get(userId);
    return stored && !stored.isExpected ? freeze(stored.learner) : undefined;
  };
  const resolve = (reference: LearnerReference) => {
    if (typeof reference === 'number') return reference;
    const name = reference.trim();
    const named = usernames.get(name) ?? emails.get(name.toLowerCase());
    return named ?? (/^\d{1,16}$/.test(name) ? Number(name) : undefined);
  };
  return {
    resolve: reference => atomically(() => resolve(reference)),

    find: reference => atomically(() => registeredLearner(resolve(reference))),

    async register(learners, { isRepair } = { isRepair: false }) {
      const latest = [...new Map(learners.map(learner => [learner.id, learner])).values()];
      const registered = await Promise.all(
        latest.map(learner => atomically(() => register(database, learner, isRepair))),
      );
      return {
        learners: registered.flatMap(outcome => outcome.learners),
        staleLearners: registered.flatMap(outcome => outcome.staleLearners),
      };
    },

    expectRenewal: userId =>
      atomically(() => {
        if (erased.has(userId) || learners.has(userId)) return;
        const learner = { id: userId, username: '', email: '', name: '' };
        learners.set(userId, { learner, isExpected: true, renewal: undefined, former: [], version: 1 });
      }),

    isErased: userId => atomically(() => erased.has(userId)),
  };
}

function register(database: Database, payload: KnownLearner, isRepair: boolean): Registration {
  const before = database.learners.get(payload.id);
  const learner = {
    ...payload,
    email: payload.email || (before?.learner.email ?? ''),
    name: payload.name || (before?.learner.name ?? ''),
  };
  const isKnown = before && isSame(before.learner, learner);
  if (isKnown && claimsOf(database, payload).every(owner => owner === payload.id)) {
    const isCurrent = before.renewal === 'done' || (before.renewal === undefined && !isRepair);
    return { learners: [learner], staleLearners: isCurrent ? [] : [payload.id] };
  }
  const stale = database.erased.has(payload.id) ? [] : store(database, learner, payload);
  return { learners: [learner], staleLearners: stale };
}

/** @returns the learners with stale copies of their names */
function store(database: Database, learner: KnownLearner, payload: KnownLearner): number[] {
  const { learners, usernames, emails } = database;
  const { id } = learner;
  const before = learners.get(id);
  const isRenamed = before !== undefined && !isSame(before.learner, learner);
  const previous = previousOwner(database, learner);
  if (before) releaseNames(database, before.learner, learner);
  learners.set(id, isRenamed ? renamed(learner, before) : unchanged(learner, before));
  if (previous) learners.set(previous.learner.id, renamed({ ...previous.learner, username: '' }, previous));
  if (payload.username !== '') usernames.set(payload.username, id);
  if (payload.email !== '') emails.set(payload.email.toLowerCase(), id);
  const stale = [...(isRenamed ? [id] : []), ...(previous ? [previous.learner.id] : [])];
  for (const userId of stale) database.renewals.set(userId, { changeId: randomUUID(), passes: 0 });
  return stale;
}

/** The owners of the names in the payload. */
function claimsOf({ usernames, emails }: Database, { username, email }: KnownLearner): (number | undefined)[] {
  return [
    ...(username === '' ? [] : [usernames.get(username)]),
    ...(email === '' ? [] : [emails.get(email.toLowerCase())]),
  ];
}

/** Another learner with the username. */
function previousOwner({ learners, usernames }: Database, { id, username }: KnownLearner): StoredLearner | undefined {
  const owner = usernames.get(username);
  const stored = owner === undefined || owner === id ? undefined : learners.get(owner);
  return stored?.learner.username === username ? stored : undefined;
}

/** Removes former names of the learner, unless another learner has them. */
function releaseNames({ usernames, emails }: Database, before: KnownLearner, after: KnownLearner): void {
  const isOwn = (claims: Map<string, number>, name: string) => claims.get(name) === before.id;
  if (before.username !== after.username && isOwn(usernames, before.username)) usernames.delete(before.username);
  const [from, to] = [before.email.toLowerCase(), after.email.toLowerCase()];
  if (from !== to && isOwn(emails, from)) emails.delete(from);
}

function renamed(learner: KnownLearner, before: StoredLearner): StoredLearner {
  const former = before.renewal === 'due' ? before.former : [];
  const names = [...former, before.learner.username, before.learner.name].filter(name => name !== '');
  return {
    learner,
    isExpected: false,
    renewal: 'due',
    former: [...new Set(names)].slice(-MAX_FORMER_NAMES),
    version: before.version + 1,
  };
}

function unchanged(learner: KnownLearner, before: StoredLearner | undefined): StoredLearner {
  if (!before) return { learner, isExpected: false, renewal: 'done', former: [], version: 1 };
  return { ...before, learner, isExpected: false, version: before.version + 1 };
}

function isSame(a: KnownLearner, b: KnownLearner): boolean {
  return a.username === b.username && a.email === b.email && a.name === b.name;
}

export function createNameCopies(database: Database): NameCopies {
  const { learners, attempts, allowances, codeClaims } = database;
  return {
    readLearner: userId =>
      atomically(() => {
        const stored = learners.get(userId);
        if (!stored || stored.isExpected) return undefined;
        return freeze({ ...stored.learner, formerNames: stored.former, version: stored.version });
      }),

    attemptsOf: userId =>
      atomically(() =>
        [...codeClaims.values()]
          .filter(({ attempt, removal }) => attempt.user.id === userId && removal === null)
          .flatMap(({ attempt }) => attempts.get(attempt.attemptId) ?? [])
          .filter(({ user }) => user.id === userId)
          .map(freeze),
      ),

    allowancesOf: userId =>
      atomically(() => [...allowances.values()].filter(({ user }) => user.id === userId).map(freeze)),

    renewAllowance: (before, user) =>
      atomically(() => {
        const key = allowanceKey(before.examId, user.id, before.key);
        if (database.erased.has(user.id)) return true;
        const stored = allowances.get(key);
        if (stored?.version !== before.version) return false;
        const { id, username, email } = user;
        allowances.set(key, { ...stored, user: { id, username, email }, version: before.version + 1 });
        return true;
      }),

    finish: ({ id, version }) =>
      atomically(() => {
        const stored = learners.get(id);
        if (stored?.version === version) learners.set(id, { ...stored, renewal: 'done', former: [] });
      }),
  };
}

export function createPendingRenewals({ renewals }: Database): PendingRenewals {
  return {
    list: () =>
      atomically(() =>
        [...renewals]
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
          .slice(0, MAX_PENDING)
          .map(([userId, { changeId, passes }]) => ({ userId, changeId, passes })),
      ),

    recordPass: ({ userId, changeId, passes }) =>
      atomically(() => {
        if (renewals.get(userId)?.changeId !== changeId) return;
        if (passes === 0) renewals.set(userId, { changeId, passes: 1 });
        else renewals.delete(userId);
      }),
  };
}
