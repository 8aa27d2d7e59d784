import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEDULE } from '../../src/domain/actors.ts';
import { type Attempt, withChange } from '../../src/domain/attempts/attempt.ts';
import { type TimedOutStatus, timeOutChange, withTimeOutApplied } from '../../src/domain/attempts/timeOut.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { laterBy } from '../../src/domain/time.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { finishCascade } from '../../src/usecases/attempts/declineCascade.ts';
import { readActiveAttempt, readActiveExams, readCourseView } from '../../src/usecases/attempts/learnerView.ts';
import { type ListedAttempt, listAttempts, listNumberedPage } from '../../src/usecases/attempts/listAttempts.ts';
import { locateForStaff } from '../../src/usecases/attempts/locateAttempt.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { readHistory } from '../../src/usecases/history/readHistory.ts';
import type { ScheduledAttempt } from '../../src/usecases/ports/schedule.ts';
import { aCaller, aDelivery, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { recordAsVendor, SETTINGS, storedExam } from '../support/scenarios/stored.ts';
import { attemptEndingAt, interruptedDecline, runScheduleOn } from '../support/scheduleRun.ts';

const END = NOW;
const justBefore = (end: string) => laterBy(end, -0.001);

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

const runSchedule = (at: string, overrides: Parameters<typeof runScheduleOn>[2] = {}) =>
  runScheduleOn(stores.ports.schedule, at, overrides);
const attemptEnding = () => attemptEndingAt(stores, examId, END);
const stored = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);
const learnerOf = (attempt: Attempt) => aCaller({ userId: attempt.user.id });
const act = (attempt: Attempt, action: 'start' | 'stop' | 'submit' | 'decline' | 'error', at: string) =>
  actOnAttempt({ ...stores.ports, clock: () => at }, learnerOf(attempt), attempt.attemptId, action);

describe('an attempt whose time is up', () => {
  it.each<TimedOutStatus>(['submitted', 'timed_out'])(
    'is closed by the schedule as reads have shown it: %s',
    async timedOutStatus => {
      const attempt = await attemptEnding();
      const expected = withTimeOutApplied(attempt, NO_PAUSES, END, timedOutStatus);
      await runSchedule(END, { timedOutStatus });
      expect(await stored(attempt)).toEqual(expected);
      expect(expected).toMatchObject({ status: timedOutStatus, completedAt: END, isResumable: false, version: 3 });
      expect(expected.lastChange).toEqual({ by: SCHEDULE, reason: null });
    },
  );

  it('is also closed when it is ready to submit', async () => {
    const attempt = await attemptEnding();
    await act(attempt, 'stop', justBefore(END));
    await runSchedule(END);
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', completedAt: END });
  });

  it('is not closed a millisecond before', async () => {
    const attempt = await attemptEnding();
    await runSchedule(justBefore(END));
    expect(await stored(attempt)).toEqual(attempt);
    await runSchedule(END);
  });

  it('is shown closed before the sweep, and reading writes nothing', async () => {
    const attempt = await attemptEnding();
    const { attempt: read } = await readAttempt(
      { ...stores.ports, clock: () => END },
      learnerOf(attempt),
      attempt.attemptId,
    );
    const closed = { status: 'submitted', completedAt: END, isResumable: false } as const;
    expect(read).toMatchObject({ ...attempt, ...closed, version: 3, modifiedAt: END, lastChange: { by: SCHEDULE } });
    expect(await stored(attempt)).toEqual(attempt);
    await runSchedule(END);
  });

  describe('is shown closed, and not yet a millisecond before, by', () => {
    const contentId = randomUUID();
    let overdue: Attempt;

    beforeAll(async () => {
      const examOfCourse = await storedExam(stores, { contentId, courseId: newCourseId() });
      overdue = await attemptEndingAt(stores, examOfCourse, END);
    });
    afterAll(() => runSchedule(END));

    it.each<[string, (ports: Ports) => Promise<(Attempt | undefined)[]>]>([
      ['the attempt', async ports => [(await readAttempt(ports, STAFF, overdue.attemptId)).attempt]],
      ['its code', async ports => [(await locateForStaff(ports, STAFF, overdue.attemptCode)).attempt]],
      [
        'a change of its name',
        async ports => [(await changeStudentName(ports, STAFF, overdue.attemptId, 'Mina Okafor')).attempt],
      ],
      ['the view of its exam', async ports => [(await readCourseView(ports, STAFF, viewOf(overdue))).exam?.attempt]],
      ['the list of its course', async ports => listed(await listAttempts(ports, STAFF, overdue.courseId, {}))],
      [
        'a numbered page of its course',
        async ports => listed(await listNumberedPage(ports, STAFF, overdue.courseId, { page: 1 })),
      ],
    ])('%s', async (_read, read) => {
      for (const [at, timedOutStatus, status] of [
        [justBefore(END), 'submitted', 'started'],
        [END, 'submitted', 'submitted'],
        [END, 'timed_out', 'timed_out'],
      ] as const) {
        const expected = await read({ ...stores.ports, timedOutStatus, clock: () => at });
        expect(expected.length).toBeGreaterThan(0);
        for (const attempt of expected) expect(attempt).toMatchObject({ attemptId: overdue.attemptId, status });
      }
    });

    it('the exams in progress, which omit it', async () => {
      const userId = overdue.user.id;
      const read = async (at: string) => {
        const ports = { ...stores.ports, clock: () => at };
        const active = await readActiveExams(ports, STAFF, { userId });
        return [active.length, (await readActiveAttempt(ports, STAFF, userId))?.attempt.attemptId];
      };
      expect(await read(justBefore(END))).toEqual([1, overdue.attemptId]);
      expect(await read(END)).toEqual([0, undefined]);
    });

    const viewOf = ({ courseId, user }: Attempt) => ({ courseId, contentId, userId: user.id });
    const listed = (page: { listed: ListedAttempt[] }) => page.listed.flatMap(({ attempt, all }) => [attempt, ...all]);
  });

  it.each([
    ['before', 'start'],
    ['before', 'stop'],
    ['before', 'error'],
    ['after', 'start'],
    ['after', 'stop'],
  ] as const)('%s the sweep, %s is judged on "submitted"', async (moment, action) => {
    const attempt = await attemptEnding();
    if (moment === 'after') await runSchedule(END);
    if (action === 'error') expect(await act(attempt, 'error', END)).toMatchObject({ status: 'submitted' });
    else {
      await expect(act(attempt, action, END)).rejects.toMatchObject({
        code: 'illegal_status_transition',
        message: expect.stringContaining('has the status submitted'),
      });
    }
    await runSchedule(END);
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', completedAt: END, version: 3 });
  });

  it('has exactly one item in the history, by the schedule, with the attempt as it was', async () => {
    const attempt = await attemptEnding();
    await runSchedule(laterBy(END, 40));
    const after = await stored(attempt);
    stores.archive();
    const { entries } = await readHistory(stores.ports, STAFF, attempt.attemptCode, { limit: 10 });
    expect(entries.filter(({ changedBy }) => changedBy.role === 'schedule')).toEqual([
      {
        attempt,
        change: 'status_changed',
        toStatus: 'submitted',
        changedAt: laterBy(END, 40),
        changedBy: SCHEDULE,
        reason: null,
      },
    ]);
    expect(after?.completedAt).toBe(END);
  });
});

describe('a submit at the moment of the time-out', () => {
  it('remains if it was first', async () => {
    const attempt = await attemptEnding();
    const schedule = stores.ports.schedule;
    const submitted = await act(attempt, 'submit', justBefore(END));
    const scheduled = { attemptId: attempt.attemptId, scheduledAt: END };
    expect(await schedule.close(scheduled, timeOutChange(END, END, 'submitted'))).toBe('conflicted');
    expect(await stored(attempt)).toEqual(submitted);
  });
});

describe('changes between the sweep’s read and its write', () => {
  const close = (attempt: Attempt) =>
    stores.ports.schedule.close(
      { attemptId: attempt.attemptId, scheduledAt: END } satisfies ScheduledAttempt,
      timeOutChange(END, END, 'submitted'),
    );

  it('more time: the attempt continues, and is closed at its new end', async () => {
    const attempt = await attemptEnding();
    const request = { examId, userInfo: String(attempt.user.id), key: 'additional_time_granted', value: '10' };
    await setAllowance({ ...stores.ports, clock: () => justBefore(END) }, STAFF, request);
    const longer = await stored(attempt);
    expect(longer).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 + 600 });
    expect(await close(attempt)).toBe('conflicted');
    expect(await stored(attempt)).toEqual(longer);
    await runSchedule(laterBy(END, 599));
    expect(await stored(attempt)).toMatchObject({ status: 'started' });
    await runSchedule(laterBy(END, 600));
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', completedAt: laterBy(END, 600) });
  });

  it('another change, such as of the name: the attempt is closed with that change', async () => {
    const attempt = await attemptEnding();
    await stores.ports.attempts.write(attempt, withChange(attempt, { studentName: 'Ada' }, { now: END, by: SCHEDULE }));
    expect(await close(attempt)).toBe('closed');
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', studentName: 'Ada', version: 4 });
  });

  it('a review: the verdict stays', async () => {
    const { user, ...attempt } = await attemptEnding();
    await recordAsVendor(
      stores.ports,
      SETTINGS,
      aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId ?? '' }),
    );
    expect(await close({ user, ...attempt })).toBe('conflicted');
    expect(await stored({ user, ...attempt })).toMatchObject({ status: 'verified' });
  });

  it('a removal: it stays removed', async () => {
    const attempt = await attemptEnding();
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await close(attempt)).toBe('conflicted');
    expect(await stored(attempt)).toBeUndefined();
  });
});

describe('a decline with an interrupted cascade', () => {
  it('is completed by the schedule a minute later: the other exams of the course are declined', async () => {
    const { declined, otherExam } = await interruptedDecline(stores, END);
    const finish = (id: number) => finishCascade(stores.ports, id);
    const current = () => stores.ports.attempts.readCurrent(otherExam, declined.user.id);

    expect(await runSchedule(laterBy(END, 59), { finishCascade: finish })).toMatchObject({ skipped: 1 });
    expect(await stored(declined)).toEqual(declined);
    expect(await current()).toBeUndefined();

    const run = await runSchedule(laterBy(END, 60), { finishCascade: finish });
    expect(run).toMatchObject({ cascadesFinished: 1, closed: 0, failed: 0 });
    expect(await stored(declined)).toMatchObject({ status: 'declined', cascadePending: false });
    expect(await current()).toMatchObject({ status: 'declined' });
    expect(await runSchedule(laterBy(END, 61))).toMatchObject({ cascadesFinished: 0, skipped: 0 });
  });

  const review = ({ attemptCode }: Attempt) =>
    recordAsVendor(stores.ports, SETTINGS, aDelivery({ attemptCode, recordLocator: null }));
  const verify = ({ attemptId }: Attempt) => actOnAttempt(stores.ports, STAFF, attemptId, 'verify');
  it.each([
    ['review', review],
    ['verdict of staff', verify],
  ])('is completed also after a %s, by which the attempt is no longer declined', async (_case, setVerdict) => {
    const { declined, otherExam } = await interruptedDecline(stores, END);
    await setVerdict(declined);
    const { modifiedAt } = (await stored(declined)) ?? declined;
    await runSchedule(laterBy(modifiedAt, 60), { finishCascade: id => finishCascade(stores.ports, id) });
    expect(await stores.ports.attempts.readCurrent(otherExam, declined.user.id)).toMatchObject({ status: 'declined' });
    expect(await stored(declined)).toMatchObject({ status: 'verified', cascadePending: false, modifiedAt });
  });
});
