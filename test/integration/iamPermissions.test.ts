import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { toAllowanceItem } from '../../src/store/allowances/allowanceItem.ts';
import { toEventItem } from '../../src/store/events/eventItem.ts';
import { logEvent, logEvents } from '../../src/store/events/logEvents.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { readAllowanceChanges } from '../../src/usecases/allowances/allowanceChanges.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { continuePendingTimeJobs, startTimeJob } from '../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { finishCascade } from '../../src/usecases/attempts/declineCascade.ts';
import { readActiveExams, readCourseView } from '../../src/usecases/attempts/learnerView.ts';
import { listReviewedAttempts } from '../../src/usecases/attempts/listAllAttempts.ts';
import { listNumberedPage } from '../../src/usecases/attempts/listAttempts.ts';
import { locateForStaff } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAllAttempts } from '../../src/usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { launchAttempt, markReady } from '../../src/usecases/attempts/vendorCallbacks.ts';
import { registerEnrolments, removeEnrolments } from '../../src/usecases/enrolments/enrolments.ts';
import { listEvents } from '../../src/usecases/events/listEvents.ts';
import { readEvent } from '../../src/usecases/events/readEvent.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { configureCourse } from '../../src/usecases/exams/configureCourse.ts';
import { listCourseExams } from '../../src/usecases/exams/examOfCourse.ts';
import { publishExams } from '../../src/usecases/exams/publishExams.ts';
import { readExam, readExamByContent } from '../../src/usecases/exams/readExam.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { removeReviewPolicy, setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { renewPendingNames } from '../../src/usecases/learners/renewNames.ts';
import { addNote, readNotes } from '../../src/usecases/notes/notes.ts';
import { listOnboarding } from '../../src/usecases/onboarding/listOnboarding.ts';
import { readOnboardingStatus } from '../../src/usecases/onboarding/readOnboardingStatus.ts';
import type { DashboardVisit } from '../../src/usecases/ports/dashboards.ts';
import { readReview, readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { readViolationReport } from '../../src/usecases/reviews/readViolationReport.ts';
import { createConfigFetch } from '../../src/usecases/vendors/fetchVendorConfigs.ts';
import { createNotifier } from '../../src/usecases/vendors/notifyVendors.ts';
import { openCourseDashboard, openExamDashboard } from '../../src/usecases/vendors/openDashboard.ts';
import { createDeliverer } from '../../src/usecases/webhooks/deliverEvents.ts';
import { createFanOut } from '../../src/usecases/webhooks/deliverToSubscribers.ts';
import { listFailures } from '../../src/usecases/webhooks/listFailures.ts';
import {
  createWebhook,
  listWebhooks,
  removeWebhook,
  updateWebhook,
} from '../../src/usecases/webhooks/manageWebhooks.ts';
import { redeliver } from '../../src/usecases/webhooks/redeliver.ts';
import { rotateSecret } from '../../src/usecases/webhooks/rotateSecret.ts';
import { testWebhook } from '../../src/usecases/webhooks/testWebhook.ts';
import { toWebhookRequest } from '../../src/webhooks/webhookRequest.ts';
import { allowancePorts } from '../support/allowancePorts.ts';
import {
  aCaller,
  aDelivery,
  anAllowance,
  anAttempt,
  anEvent,
  aWebhook,
  COURSE,
  NOW,
  newCourseId,
  STAFF,
} from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { grantedTo } from '../support/iamPermissions.ts';
import { onboardingScenarios } from '../support/scenarios/onboarding.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { interruptedDecline } from '../support/scheduleRun.ts';
import { aRecord, recordsOf } from '../support/streamRecords.ts';
import { editManually, runSchedule, storeManyEndingAt } from '../support/timeOuts.ts';
import { aVendor, vendorsOf } from '../support/vendors.ts';
import { webhookPorts } from '../support/webhookPorts.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

beforeEach(() => void stores.calls.take());

const TIME_JOB = { jobId: 'fire-alarm', minutes: 10, reason: 'fire alarm', userIds: null, inProgressOnly: true };

/**
 * IAM cannot be run here: each function's calls, in all its ways, are compared with the rights that its role has
 * (test/package compares those with the template). Neither more nor less. Those of `privacy`: eraseLearner.test.ts.
 */
describe('a function uses exactly the permissions of its role', () => {
  it('exams', async () => {
    const examId = await storedExam(stores);
    const { courseId, contentId } = await readExam(stores.ports.exams, examId);
    await changeExam(stores.ports, STAFF, examId, { examName: 'New' });
    await readExamByContent(stores.ports.exams, courseId, contentId);
    await registerExams(stores.ports, STAFF, courseId, []);
    await setReviewPolicy(stores.ports, STAFF, examId, 'Calculators are allowed.');
    await removeReviewPolicy(stores.ports, STAFF, examId);
    await stores.ports.vendorConfigs.read('proctortrack');
    await configureCourse(stores.ports, STAFF, courseId, await stores.ports.courseConfigs.read(courseId));
    expect(stores.calls.takeRights()).toEqual(grantedTo('exams', stores.tables));
  });

  it('allowances', async () => {
    const examId = await storedExam(stores);
    const { user } = await storedAttempt(stores, examId);
    const { user: other } = await storedAttempt(stores, examId);
    const ports = allowancePorts(stores);
    stores.calls.take();
    const learner = { ...user, name: '' };
    await registerLearners(ports, STAFF, [{ ...learner, username: 'old' }]);
    await registerLearners(ports, STAFF, [learner]);
    const rename = (username: string) => registerLearners(ports, STAFF, [{ ...learner, username }]);
    const request = { examId, userInfo: user.username, key: 'additional_time_granted', value: '5' };
    await setAllowance(ports, STAFF, request);
    await removeAllowance(ports, STAFF, { ...request, userId: user.id });
    await setAllowance(ports, STAFF, { ...request, examId: await storedExam(stores) });
    await setAllowances(ports, STAFF, { ...request, examIds: [examId], userInfos: [user.username, other.username] });
    await rename('new');
    await rename(user.username);
    await ports.allowances.ofCourse(COURSE);
    const enrolment = { courseId: COURSE, userId: user.id, mode: '' };
    await registerEnrolments(ports, STAFF, [enrolment]);
    await removeEnrolments(ports, STAFF, [enrolment]);
    await ports.allowances.find(5);
    await publishExams(ports, STAFF, newCourseId(), []);
    await startTimeJob(ports, STAFF, examId, TIME_JOB);
    await readAllowanceChanges(ports, STAFF, examId, user.id, { limit: 1 });
    expect(stores.calls.takeRights()).toEqual(grantedTo('allowances', stores.tables));
  });

  it('attempts', async () => {
    const examId = await storedExam(stores);
    stores.calls.take();
    const attempt = await storedAttempt(stores, examId);
    const learner = aCaller({ userId: attempt.user.id });
    await actOnAttempt(stores.ports, learner, attempt.attemptId, 'start');
    await actOnAttempt(stores.ports, learner, attempt.attemptId, 'decline');
    await stores.ports.exams.read(examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    const request = { examId, startClock: true, attemptProctored: true };
    await createAttempt(stores.ports, learner, request);
    await removeAllAttempts(stores.ports, STAFF, { examId, userId: attempt.user.id });
    const vendors = vendorsOf({ ...aVendor().vendor, registerExam: async () => 'E' });
    await createAttempt({ ...stores.ports, vendors }, learner, request);
    const renamed = { ...learner, username: `${learner.username}-new` };
    await createAttempt(stores.ports, renamed, request).catch(() => {});
    expect(stores.calls.takeRights()).toEqual(grantedTo('attempts', stores.tables));
  });

  it('lookups', async () => {
    const examId = await storedExam(stores);
    const live = await storedAttempt(stores, examId);
    const removed = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, removed.attemptId, null);
    stores.calls.take();
    for (const { attemptCode } of [live, removed]) {
      const { attempt } = await locateForStaff(stores.ports, STAFF, attemptCode);
      await stores.ports.exams.readCached(attempt.examId);
      await readHistory(stores.ports, STAFF, attemptCode, { limit: 1 });
      // The table of course staff is read for callers whose token makes them no staff.
      await readHistory(stores.ports, aCaller(), attemptCode, { limit: 1 }).catch(() => {});
      await readReview(stores.ports, STAFF, attemptCode).catch(() => {});
      await readReviewPayload(stores.ports, STAFF, attemptCode).catch(() => {});
      await addNote(stores.ports, STAFF, attemptCode, 'fire alarm');
      await readNotes(stores.ports, STAFF, attemptCode, { limit: 1 });
    }
    expect(stores.calls.takeRights()).toEqual(grantedTo('lookups', stores.tables));
  });

  it('lists', async () => {
    const examId = await storedExam(stores, { isPracticeExam: true, contentId: 'practice' });
    const { user, attemptId } = await storedAttempt(stores, examId);
    const learner = aCaller({ userId: user.id });
    await actOnAttempt(stores.ports, learner, attemptId, 'submit');
    const second = await storedAttempt(stores, examId, { user });
    await actOnAttempt(stores.ports, learner, second.attemptId, 'start');
    const withoutOnboarding = await storedAttempt(stores, examId);
    await editManually(stores, withoutOnboarding.attemptId, 'SET #status = :s', { ':s': 'onboarding_missing' });
    const reviewed = await storedAttempt(stores, await storedExam(stores));
    const { attemptCode, externalId } = reviewed;
    const comment = { start: null, stop: null, duration: null, comment: 'x'.repeat(300_000), status: '', source: '' };
    const delivery = aDelivery({ attemptCode, recordLocator: externalId, comments: [comment] });
    await recordAsVendor(stores.ports, SETTINGS, delivery);
    await deleteManually(stores, reviewed.attemptId);
    const onboarding = onboardingScenarios(() => stores);
    const { courseId } = await onboarding.newCourse();
    const event = await loggedEvent(stores);
    stores.calls.take();
    await readCourseView(stores.ports, learner, { courseId: COURSE, contentId: 'practice' });
    await readActiveExams(stores.ports, learner, {});
    const candidate = aCaller({ userId: withoutOnboarding.user.id });
    await readCourseView(stores.ports, candidate, { courseId: COURSE, contentId: 'practice' });
    await listNumberedPage(stores.ports, STAFF, COURSE, { page: 1 });
    await listReviewedAttempts(stores.ports, STAFF, COURSE, { examId, limit: 1, offset: 0 });
    await listCourseExams(stores.ports, STAFF, COURSE);
    await readViolationReport(stores.ports, STAFF, COURSE, { limit: 1 });
    await readOnboardingStatus(onboarding.ports(), learner, { courseId });
    await readOnboardingStatus(onboarding.ports(), STAFF, { courseId, username: user.username });
    await listOnboarding(onboarding.ports(), STAFF, courseId, { page: 1 });
    await listEvents(stores.ports, STAFF, { limit: 1, since: laterBy(event.loggedAt, -1) });
    await readEvent(stores.ports, STAFF, event.id);
    expect(stores.calls.takeRights()).toEqual(grantedTo('lists', stores.tables));
  });

  it('webhooks', async () => {
    const event = await loggedEvent(stores);
    const ports = webhookPorts(stores.ports);
    stores.calls.take();
    const terms = { url: 'https://lms.example.edu/', types: ['*'], courseIds: null, include: [], description: '' };
    const { webhookId } = await createWebhook(ports, STAFF, terms);
    await listWebhooks(ports, STAFF);
    await updateWebhook(ports, STAFF, webhookId, { description: 'x' });
    await rotateSecret(ports, STAFF, webhookId, 1);
    await testWebhook(ports, STAFF, webhookId);
    const { id: eventId, type } = event;
    const failure = { webhookId, eventId, type, tries: 10, lastStatus: null, lastError: 'x', at: NOW };
    await ports.webhooks.addFailure(failure);
    await listFailures(ports, STAFF, webhookId, { limit: 1 });
    const window = { since: laterBy(event.loggedAt, -1), until: undefined };
    await redeliver(ports, STAFF, webhookId, { ...window, onlyFailed: false });
    await redeliver(ports, STAFF, webhookId, { since: laterBy(NOW, -1), until: undefined, onlyFailed: true });
    await redeliver(ports, STAFF, webhookId, { eventId });
    await removeWebhook(ports, STAFF, webhookId);
    expect(stores.calls.takeRights()).toEqual(grantedTo('webhooks', stores.tables));
  });

  it('vendorCallbacks', async () => {
    const examId = await storedExam(stores);
    const [live, archived, deleted] = await Promise.all([1, 2, 3].map(() => storedAttempt(stores, examId)));
    await removeAttempt(stores.ports, STAFF, archived?.attemptId ?? 0, null);
    await deleteManually(stores, deleted?.attemptId ?? 0);
    const older = await storedAttempt(stores, examId);
    await editManually(stores, older.attemptId, 'REMOVE watched_by');
    stores.calls.take();
    for (const attempt of [live, archived, deleted]) {
      const delivery = aDelivery({
        attemptCode: attempt?.attemptCode ?? '',
        recordLocator: attempt?.externalId ?? '',
      });
      await recordAsVendor(stores.ports, SETTINGS, delivery);
    }
    const delivery = aDelivery({ attemptCode: live?.attemptCode ?? '', recordLocator: live?.externalId ?? '' });
    for (const verdictAt of ['2026-11-02T09:41:00.000Z', NOW]) {
      await recordAsVendor(
        stores.ports,
        { ...SETTINGS, allowReviewUpdates: true },
        { ...delivery, digest: verdictAt, verdictAt },
      );
    }
    await recordAsVendor(stores.ports, SETTINGS, aDelivery({ attemptCode: randomUUID() })).catch(() => {});
    await launchAttempt(stores.ports, older.attemptCode, { usesLaunch: () => true, defaultBackend: 'software_secure' });
    const { attemptCode, attemptId, user } = older;
    const refusedReview = {
      attemptCode,
      attemptId,
      learnerId: user.id,
      externalId: null,
      backend: 'other',
      isProven: true,
      verdictAt: null,
      receivedAt: NOW,
      bytes: Buffer.from('{}'),
    };
    await stores.ports.refusedReviews.store(refusedReview);
    await markReady(stores.ports, STAFF, live?.externalId ?? '', 'software_secure');
    const dashboards = {
      of:
        () =>
        ({ readVideoLink }: DashboardVisit) =>
          readVideoLink(),
    };
    const ports = { ...stores.ports, dashboards, toPlayableLink: (_vendor: string, link: string) => link };
    for (const caller of [STAFF, aCaller()]) await openCourseDashboard(ports, caller, older.courseId).catch(() => {});
    await openExamDashboard(ports, STAFF, COURSE, examId, { externalId: live?.externalId ?? '' });
    expect(stores.calls.takeRights()).toEqual(grantedTo('vendorCallbacks', stores.tables));
  });

  it('timeOuts', async () => {
    const [, edited] = await storeManyEndingAt(stores, 2, NOW);
    await editManually(stores, edited?.attemptId ?? 0, 'SET #status = :s', { ':s': 'verified' });
    const renamed = await storedAttempt(stores, await storedExam(stores, { courseId: 'course-v1:Other+1+1' }));
    const extraTime = { examId: renamed.examId, userInfo: renamed.user.id, key: 'additional_time_granted', value: '5' };
    await setAllowance(stores.ports, STAFF, extraTime);
    await stores.ports.learners.register([{ ...renamed.user, username: `${renamed.user.username}-new`, name: '' }]);
    const { declined, otherExam } = await interruptedDecline(stores, laterBy(NOW, -60));
    // An entry of a removed attempt in the way of the cascade.
    const otherAttempt = await storedAttempt(stores, otherExam, { user: { ...declined.user, name: 'Mina' } });
    await deleteManually(stores, otherAttempt.attemptId);
    await actOnAttempt(stores.ports, aCaller({ userId: renamed.user.id }), renamed.attemptId, 'start');
    const job = {
      ...TIME_JOB,
      isErased: false,
      excludedUserId: null,
      createdAt: stores.ports.clock(),
      passes: 0,
      cursor: null,
    };
    await stores.ports.timeJobs.create({ ...job, examId: renamed.examId, by: { role: 'staff', userId: 7 } });
    stores.calls.take();
    const finish = (id: number) => finishCascade(stores.ports, id);
    const run = await runSchedule(stores, NOW, { finishCascade: finish });
    expect(run).toMatchObject({ closed: 1, deindexed: 1, cascadesFinished: 1 });
    for (let pass = 0; pass < 2; pass++)
      await renewPendingNames({ ...stores.ports, onFailure: () => {} }, { hasTime: () => true, until: '9999' });
    await continuePendingTimeJobs(
      { ...stores.ports, onFailure: ({ error }) => expect.fail(String(error)) },
      { until: '9999' },
    );
    expect(stores.calls.takeRights()).toEqual(grantedTo('timeOuts', stores.tables));
  });

  it('notifications', async () => {
    const examId = await storedExam(stores);
    stores.calls.take();
    const vendors = vendorsOf({ ...aVendor().vendor, registerExam: async () => 'E', readConfig: async () => ({}) });
    await createNotifier({ ...stores.ports, vendors, onFinalRejection: () => {} })([{ about: 'exam', examId }]);
    await createConfigFetch({ ...stores.ports, vendors, onFailure: () => {} })();
    expect(stores.calls.takeRights()).toEqual(grantedTo('notifications', stores.tables));
  });

  it('events', async () => {
    const { webhooks, backends, clock } = stores.ports;
    await webhooks.create(aWebhook());
    stores.calls.take();
    const deliveryQueue = { send: async () => [] };
    const settings = {
      ...{ source: 'x', retentionDays: 30, backends, clock },
      publish: createFanOut({ webhooks, deliveryQueue, milliseconds: () => 0 }),
    };
    const record = aRecord(toAllowanceItem(anAllowance()), undefined, {
      Keys: { exam_id: { N: '5123' }, entry: { S: 'allowance#7#note' } },
    });
    await logEvents(stores.client, stores.tables, [record], settings);
    expect(stores.calls.takeRights()).toEqual(grantedTo('events', stores.tables));
  });

  it('deliveries', async () => {
    const { client, tables, ports, calls } = stores;
    const webhook = aWebhook({ status: 'active', types: ['*'], include: ['learner', 'reason'] });
    const { webhookId } = webhook;
    await ports.webhooks.create(webhook);
    const at = ports.clock();
    await ports.webhooks.park(webhookId, at);
    const failed = await loggedEvent(stores);
    const failure = { ...failed, webhookId, eventId: failed.id, tries: 1, lastStatus: null, lastError: '', at };
    await ports.webhooks.addFailure(failure);
    calls.take();
    let status = 200;
    let now = at;
    const deliver = createDeliverer({
      ...ports,
      clock: () => now,
      toRequest: toWebhookRequest,
      sendWebhook: async () => ({ status, retryAfterSeconds: null, text: '' }),
      retryQueue: { countInFlight: async () => 0 },
      deliveryQueue: { send: async () => [] },
      announce: event => logEvent(client, tables, { event, courseId: null }, { clock: ports.clock, retentionDays: 30 }),
      toDisabledEvent: () => anEvent(),
      ...{ random: () => 0, report: () => {} },
    });
    const event = anEvent();
    Object.assign(event.data, { learner: { id: 7 } });
    const message = { delivery: { webhookId, event }, tries: 1 };
    // The repeated message of the first success ends the backlog of the parking.
    expect(await deliver([message])).toEqual([{ kind: 'retry', seconds: 90 }]);
    now = laterBy(at, 90);
    expect(await deliver([message])).toEqual([{ kind: 'done' }]);
    status = 410;
    expect(await deliver([message])).toEqual([{ kind: 'done' }]);
    expect(calls.takeRights()).toEqual(grantedTo('deliveries', tables));
  });

  it('archive', async () => {
    const tooLarge = aRecord({ attempt_id: 1, attempt_code: 'X', note: 'x'.repeat(410_000) }, undefined);
    const removals = [recordsOf([anAttempt(), undefined]), recordsOf([anAttempt(), undefined])].flat();
    await archiveRecords(stores.client, stores.tables, [tooLarge, ...removals]);
    expect(stores.calls.takeRights()).toEqual(grantedTo('archive', stores.tables));
  });
});

async function loggedEvent({ client, tables }: FreshStores) {
  const [event, loggedAt] = [anEvent(), laterBy(new Date().toISOString(), -3600)];
  const Item = toEventItem({ event, courseId: null }, { loggedAt, retentionDays: null });
  await client.send(new PutCommand({ TableName: tables.events, Item }));
  return { id: event.id, type: event.type, loggedAt };
}

function deleteManually(stores: FreshStores, attemptId: number) {
  return stores.client.send(new DeleteCommand({ TableName: stores.tables.attempts, Key: { attempt_id: attemptId } }));
}
