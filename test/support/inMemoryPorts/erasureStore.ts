import { ADDITIONAL_TIME, type Allowance } from '../../../src/domain/allowances/allowance.ts';
import { anonymiseTimeJob } from '../../../src/domain/allowances/timeJob.ts';
import { withChange } from '../../../src/domain/attempts/attempt.ts';
import { anonymiseAttempt, anonymiseComments } from '../../../src/domain/privacy/personalData.ts';
import type { ErasureStore, PersonalDataLocation } from '../../../src/usecases/ports/erasureStore.ts';
import { atomically, type Database, type ReviewRow, setAttempt } from './database.ts';

export function createErasureStore(database: Database): ErasureStore {
  const { erased, learners, usernames, emails } = database;
  return {
    indexLagSeconds: 0,

    mark: (userId, at) =>
      atomically(() => {
        const marker = erased.get(userId) ?? { at, doneUpTo: null };
        erased.set(userId, marker);
        return { markedAt: marker.at, doneUpTo: marker.doneUpTo };
      }),

    saveProgress: (userId, doneUpTo) =>
      atomically(() => {
        erased.set(userId, { at: '', ...erased.get(userId), doneUpTo });
      }),

    deleteAliases: userId =>
      atomically(() => {
        const stored = learners.get(userId);
        if (!stored) return;
        const { username, email } = stored.learner;
        if (usernames.get(username) === userId) usernames.delete(username);
        if (emails.get(email.toLowerCase()) === userId) emails.delete(email.toLowerCase());
        learners.delete(userId);
      }),

    findPersonalData: userId => atomically(() => findPersonalData(database, userId)),

    anonymise: (userId, trace, write) =>
      atomically(() => {
        if (trace.kind === 'allowances') return anonymiseAllowances(database, trace.examId, userId);
        if (trace.kind === 'entry') return anonymiseEntry(database, trace.key);
        anonymiseAttempts(database, trace.attemptCode, userId, write);
        anonymiseHistory(database, trace.attemptCode, userId);
        anonymiseReviews(database, trace.attemptCode, userId);
        anonymiseNotes(database, trace.attemptCode, userId);
      }),
  };
}

function findPersonalData(database: Database, userId: number): PersonalDataLocation[] {
  const codes = [
    ...[...database.codeClaims.values()]
      .filter(({ attempt }) => attempt.user.id === userId)
      .map(({ attempt }) => attempt.attemptCode),
    ...[...database.previousOwners.values()]
      .filter(({ learnerId }) => learnerId === userId)
      .map(({ attemptCode }) => attemptCode),
  ];
  const keysOf = (prefix: string, entries: Iterable<[string, { learnerId: number }]>) =>
    [...entries].filter(([, { learnerId }]) => learnerId === userId).map(([key]) => `${prefix} ${key}`);
  const allowances = [...database.allowances.values(), ...database.formerAllowances.map(({ allowance }) => allowance)];
  const exams = new Set(
    [
      ...allowances.filter(({ user }) => user.id === userId),
      ...[...database.timeJobs.values()].filter(({ userIds }) => userIds?.includes(userId)),
    ].map(({ examId }) => examId),
  );
  return [
    ...codes.map(attemptCode => ({ kind: 'code', attemptCode }) as const),
    ...keysOf('tombstone', database.tombstones).map(key => ({ kind: 'entry', key }) as const),
    ...[...database.enrolments.entries()]
      .filter(([, enrolment]) => enrolment.userId === userId)
      .map(([key]) => ({ kind: 'entry', key: `enrolment ${key}` }) as const),
    ...keysOf('registration', database.registrations).map(key => ({ kind: 'entry', key }) as const),
    ...[...exams].map(examId => ({ kind: 'allowances', examId }) as const),
  ];
}

function anonymiseEntry({ enrolments, tombstones, registrations }: Database, trace: string): void {
  const [kind, key = ''] = trace.split(' ');
  if (kind === 'enrolment') enrolments.delete(key);
  if (kind === 'registration') registrations.delete(key);
  const tombstone = tombstones.get(key);
  if (kind === 'tombstone' && tombstone) {
    tombstones.set(key, { ...tombstone, removal: { ...tombstone.removal, reason: null } });
  }
}

function anonymiseAttempts(
  database: Database,
  attemptCode: string,
  userId: number,
  { at: now, by }: Parameters<ErasureStore['anonymise']>[2],
): void {
  const claim = database.codeClaims.get(attemptCode);
  if (claim?.attempt.user.id !== userId) return;
  const live = database.attempts.get(claim.attempt.attemptId);
  if (live?.user.id === userId && !live.isErased) {
    setAttempt(database, live.attemptId, withChange(anonymiseAttempt(live), {}, { now, by }));
  }
  const removal = claim.removal && { ...claim.removal, reason: null };
  database.codeClaims.set(attemptCode, { attempt: anonymiseAttempt(claim.attempt), removal });
}

function anonymiseHistory(database: Database, attemptCode: string, userId: number): void {
  database.history = database.history.map(stored => {
    const { attempt } = stored.entry;
    if (attempt.attemptCode !== attemptCode || attempt.user.id !== userId) return stored;
    return { ...stored, entry: { ...stored.entry, attempt: anonymiseAttempt(attempt), reason: null } };
  });
}

function anonymiseReviews(database: Database, attemptCode: string, userId: number): void {
  database.refusedReviews = database.refusedReviews.filter(
    review => review.attemptCode !== attemptCode || review.learnerId !== userId,
  );
  const stored = database.reviews.get(attemptCode);
  if (!stored) return;
  const isNamed = ({ review, isErased }: ReviewRow) => review.learnerId === userId && !isErased;
  if (![stored.current, ...stored.earlier].some(isNamed)) return;
  const anonymised = (row: ReviewRow): ReviewRow => {
    if (!isNamed(row)) return row;
    const review = { ...row.review, videoLink: null, comments: anonymiseComments(row.review.comments) };
    return { ...row, review, payload: new Uint8Array(), isErased: true };
  };
  database.reviews.set(attemptCode, {
    ...stored,
    revision: stored.revision + 1,
    current: anonymised(stored.current),
    earlier: stored.earlier.map(anonymised),
  });
}

function anonymiseNotes(database: Database, attemptCode: string, userId: number): void {
  database.notes = database.notes.map(note =>
    note.attemptCode === attemptCode && note.learnerId === userId ? { ...note, text: null } : note,
  );
}

function anonymiseAllowances(database: Database, examId: number, userId: number): void {
  const anonymised = ({ reason: _, ...allowance }: Allowance, version: number): Allowance => {
    const value = allowance.key === ADDITIONAL_TIME ? allowance.value : '';
    return { ...allowance, user: { id: userId, username: '', email: '' }, value, version };
  };
  for (const [key, job] of database.timeJobs) {
    const isTheirs = job.examId === examId && job.userIds?.includes(userId);
    if (isTheirs && job.reason !== null) database.timeJobs.set(key, anonymiseTimeJob(job));
  }
  const isTheirs = (allowance: Allowance) => allowance.examId === examId && allowance.user.id === userId;
  for (const [key, allowance] of database.allowances) {
    const isAnonymous = allowance.user.username === '' && allowance.user.email === '';
    if (isTheirs(allowance) && !isAnonymous) database.allowances.set(key, anonymised(allowance, allowance.version + 1));
  }
  database.formerAllowances = database.formerAllowances.map(former =>
    isTheirs(former.allowance)
      ? { ...former, allowance: anonymised(former.allowance, former.allowance.version) }
      : former,
  );
}
