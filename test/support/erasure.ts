import { randomBytes, randomUUID } from 'node:crypto';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { startTimeJob } from '../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { addNote } from '../../src/usecases/notes/notes.ts';
import { aCaller, aDelivery, NOW, newLearnerId, STAFF } from './builders.ts';
import type { FreshStores } from './freshStores.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from './scenarios/stored.ts';
import { aRecord, recordsOf } from './streamRecords.ts';

/** Contained in every personal text of the learner. */
export const NAME = 'zephyrine';

const UPDATES = { ...SETTINGS, allowReviewUpdates: true };

export function aPerson(id = newLearnerId()) {
  return { id, username: `${NAME}${id}`, email: `${NAME}${id}@example.com`, name: 'Zephyrine Quill' };
}

export function aReviewOf(attempt: Attempt, overrides: Partial<ReviewDelivery> = {}): ReviewDelivery {
  return aDelivery({
    attemptCode: attempt.attemptCode,
    recordLocator: attempt.externalId ?? '',
    videoLink: `https://vendor.example/${NAME}`,
    comments: [{ start: 1, stop: 2, duration: 1, comment: `${NAME} left`, status: 'Suspicious', source: 'webcam' }],
    payload: Buffer.from(
      JSON.stringify({ learner: NAME, photo: randomBytes(20).toString('base64'), id: randomUUID() }),
    ),
    ...overrides,
  });
}

/** The stream records of an attempt with these states, and of its removal. */
function recordsOfLife(first: Attempt, last: Attempt, isRemoved: boolean): DynamoDBRecord[] {
  const between = { ...last, version: last.version + 1, modifiedAt: NOW };
  return recordsOf([
    first,
    { ...between, lastChange: { ...first.lastChange, reason: `${NAME}: screen went black` } },
    ...(isRemoved ? [undefined] : []),
  ]);
}

/** A learner with a reviewed live attempt and a removed one. */
export async function aLearner(stores: FreshStores, person = aPerson()) {
  const examId = await storedExam(stores);
  const live = await storedAttempt(stores, examId, { user: person });
  await recordAsVendor(stores.ports, SETTINGS, aReviewOf(live));
  const archived = await storedAttempt(stores, await storedExam(stores), { user: person });
  await removeAttempt(stores.ports, STAFF, archived.attemptId, `${NAME} asked for it`);
  await setAllowance(stores.ports, STAFF, {
    examId,
    userInfo: String(person.id),
    key: 'review_policy_exception',
    value: `${NAME} may pace`,
  });
  for (const { attemptCode } of [live, archived]) await addNote(stores.ports, STAFF, attemptCode, `${NAME} called`);
  await archiveRecords(stores.client, stores.tables, [
    ...recordsOf([live, { ...live, version: 2, status: 'verified' }]),
    ...recordsOf([archived, undefined]),
  ]);
  return { person, examId, live, archived };
}

/** An abandoned registration with a vendor, whose link names the learner. */
export function leaveRegistration({ ports }: FreshStores, examId: number, userId: number): Promise<void> {
  const software = {
    downloadUrl: `https://vendor.example/${NAME}${userId}`,
    vendorInstructions: `Welcome, ${NAME}`,
  };
  const registered = { externalId: 'x', onboarding: null, software, at: NOW, allowedMinutes: 1, vendor: 'x' };
  return ports.registrations.save({ examId, userId }, { attemptCode: 'CODE', registered, reservedAt: [] }, NOW);
}

/** A learner with every kind of stored personal data: versions, parts, compressed, under a reused code. */
export async function storeLearnerHistory(stores: FreshStores) {
  const { person, ...short } = await aLearner(stores);
  const { examId } = short;
  // Two reviews, the first with comments in separate items and a payload of several parts.
  const twice = await storedAttempt(stores, await storedExam(stores), { user: person });
  const comments = Array.from({ length: 3000 }, (_, start) => ({
    ...{ start, stop: start + 1, duration: 1, status: 'Suspicious', source: 'webcam' },
    comment: `${NAME} remark ${start} ${randomUUID()}`,
  }));
  const photo = Buffer.concat([Buffer.from(NAME), randomBytes(450_000)]).toString('base64');
  const payload = Buffer.from(JSON.stringify({ learner: NAME, photo }));
  await recordAsVendor(stores.ports, UPDATES, aReviewOf(twice, { comments, payload }));
  await recordAsVendor(stores.ports, UPDATES, aReviewOf(twice, { reviewStatus: 'Rules Violation', verdictAt: NOW }));
  // An earlier verdict that arrived after the current one.
  await recordAsVendor(stores.ports, UPDATES, aReviewOf(twice, { comments, verdictAt: '2026-11-01T09:40:12.000Z' }));
  // An error with the learner's description.
  const learner = aCaller({ userId: person.id });
  const broken = await storedAttempt(stores, await storedExam(stores), { user: person });
  await actOnAttempt(stores.ports, learner, broken.attemptId, 'start');
  await actOnAttempt(stores.ports, learner, broken.attemptId, 'error', { reason: `${NAME}: screen went black` });
  // A code that another learner's attempt has taken over, with a review of both.
  const before = await storedAttempt(stores, await storedExam(stores), { user: person });
  await addNote(stores.ports, STAFF, before.attemptCode, `${NAME} called before`);
  await recordAsVendor(stores.ports, UPDATES, aReviewOf(before));
  await removeAttempt(stores.ports, STAFF, before.attemptId, `${NAME} left`);
  const { attemptCode } = before;
  const otherAttempt = await storedAttempt(stores, await storedExam(stores), { attemptCode });
  const others = aDelivery({ attemptCode, recordLocator: otherAttempt.externalId, reviewStatus: 'Rules Violation' });
  await recordAsVendor(stores.ports, UPDATES, others);
  // Present and former allowances.
  const grant = (key: string, value: string) =>
    setAllowance(stores.ports, STAFF, { examId, userInfo: person.username, key, value });
  await grant('additional_time_granted', '30');
  await grant('additional_time_granted', '45');
  await grant('note', `${NAME} is deaf`);
  await removeAllowance(stores.ports, STAFF, { examId, userId: person.id, key: 'note' });
  // Minutes for the learner while in progress, and for one who is not.
  const running = await storedAttempt(stores, await storedExam(stores), { user: person });
  await actOnAttempt(stores.ports, learner, running.attemptId, 'start');
  for (const jobExam of [running.examId, await storedExam(stores)]) {
    const job = { jobId: 'j', minutes: 5, reason: `${NAME} was disturbed`, userIds: [person.id] };
    await startTimeJob(stores.ports, STAFF, jobExam, job);
  }
  await registerLearners(stores.ports, STAFF, [{ ...person, username: `${person.username}-new` }]);
  const pair = { examId, userId: person.id };
  await stores.ports.registrations.reserve(pair, 'CODE', { now: NOW, until: NOW });
  await leaveRegistration(stores, examId, person.id);
  // The history, with one image too large for an item and one with added attributes.
  const large = { ...toAttemptItem(before), note: NAME.repeat(50_000) };
  await archiveRecords(stores.client, stores.tables, [
    ...recordsOfLife(twice, { ...twice, status: 'verified' }, false),
    ...recordsOfLife(broken, { ...broken, status: 'error' }, true),
    aRecord(large, undefined),
    aRecord(
      { ...toAttemptItem(twice), version: 9, note: { said: [NAME] } },
      { ...toAttemptItem(twice), version: 10, status: 'rejected' },
    ),
    ...recordsOf([otherAttempt, { ...otherAttempt, version: 2, status: 'rejected' }]),
  ]);
  return { person, ...short, twice, broken, before, other: otherAttempt };
}
