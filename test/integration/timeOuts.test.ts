import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCHEDULE } from '../../src/domain/actors.ts';
import { type Attempt, changed } from '../../src/domain/attempts/attempt.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../src/domain/attempts/timeOut.ts';
import { laterBy } from '../../src/domain/time.ts';
import { createSchedule } from '../../src/store/attempts/schedule.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { readHistory } from '../../src/usecases/archive/readHistory.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { finishCascade } from '../../src/usecases/attempts/declineCascade.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import type { ScheduledAttempt } from '../../src/usecases/ports/schedule.ts';
import { aCaller, aDelivery, NOW, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { SETTINGS, storedExam } from '../support/scenarios.ts';
import { recordsOf } from '../support/streamRecords.ts';
import { takeReview } from '../support/takeReview.ts';
import { attemptEndingAt, declineCutOff, editByHand, runSchedule } from '../support/timeOuts.ts';

const END = NOW;
const justBefore = (end: string) => laterBy(end, -0.001);

let stores: FreshStores;
let examId: number;

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
});

const attemptEnding = () => attemptEndingAt(stores, examId, END);
const stored = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);
const learnerOf = (attempt: Attempt) => aCaller({ userId: attempt.user.id });
const act = (attempt: Attempt, action: 'start' | 'stop' | 'submit' | 'decline' | 'error', at: string) =>
  actOnAttempt({ ...stores.ports, clock: () => at }, learnerOf(attempt), attempt.attemptId, action);

describe('an attempt whose time is up', () => {
  it.each<TimedOutStatus>(['submitted', 'timed_out'])(
    'is left by the schedule as reads have shown it: %s',
    async timedOutStatus => {
      const attempt = await attemptEnding();
      const shown = withTimeOutApplied(attempt, END, timedOutStatus);
      await runSchedule(stores, END, { timedOutStatus });
      expect(await stored(attempt)).toEqual(shown);
      expect(shown).toMatchObject({ status: timedOutStatus, completedAt: END, isResumable: false, version: 3 });
      expect(shown.lastChange).toEqual({ by: SCHEDULE, reason: null });
    },
  );

  it('is also closed when it is ready to submit', async () => {
    const attempt = await attemptEnding();
    await act(attempt, 'stop', justBefore(END));
    await runSchedule(stores, END);
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', completedAt: END });
  });

  it('is not closed a millisecond before', async () => {
    const attempt = await attemptEnding();
    await runSchedule(stores, justBefore(END));
    expect(await stored(attempt)).toEqual(attempt);
    await runSchedule(stores, END);
  });

  it('is shown closed before the schedule comes to it, and reading writes nothing', async () => {
    const attempt = await attemptEnding();
    const read = await readAttempt(stores.ports.attempts, learnerOf(attempt), attempt.attemptId);
    expect(withTimeOutApplied(read, END, 'submitted')).toMatchObject({ status: 'submitted', completedAt: END });
    expect(await stored(attempt)).toEqual(attempt);
    await runSchedule(stores, END);
  });

  it.each([
    ['before', 'start'],
    ['before', 'stop'],
    ['before', 'error'],
    ['after', 'start'],
    ['after', 'stop'],
  ] as const)('%s the schedule came to it: %s is judged on "submitted"', async (when, action) => {
    const attempt = await attemptEnding();
    if (when === 'after') await runSchedule(stores, END);
    if (action === 'error') expect(await act(attempt, 'error', END)).toMatchObject({ status: 'submitted' });
    else {
      await expect(act(attempt, action, END)).rejects.toMatchObject({
        code: 'illegal_status_transition',
        message: expect.stringContaining('its status is submitted'),
      });
    }
    await runSchedule(stores, END);
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', completedAt: END, version: 3 });
  });

  it('has exactly one item in the history, by the schedule, with the attempt as it was', async () => {
    const attempt = await attemptEnding();
    await runSchedule(stores, laterBy(END, 40));
    const after = await stored(attempt);
    await archiveRecords(stores.client, stores.tables, recordsOf([attempt, after]));
    const { entries } = await readHistory(stores.ports, STAFF, attempt.attemptCode, { limit: 10 });
    expect(entries).toEqual([
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

describe('a submit at the very moment of the time-out', () => {
  it.each([
    ['just before the end', justBefore(END)],
    ['at the end', END],
  ])('%s: exactly one of the two is written, whoever is first', async (_when, at) => {
    const attempts = await Promise.all(Array.from({ length: 30 }, attemptEnding));
    const [submitted] = await Promise.all([
      Promise.all(attempts.map(attempt => act(attempt, 'submit', at))),
      runSchedule(stores, END),
    ]);
    expect(submitted.map(({ status }) => status)).toEqual(attempts.map(() => 'submitted'));
    for (const attempt of attempts) {
      const after = await stored(attempt);
      const byLearner = after?.lastChange.by.role === 'learner';
      if (at === END) expect(byLearner).toBe(false);
      expect(after).toMatchObject({ status: 'submitted', version: 3, completedAt: byLearner ? at : END });
    }
  });

  it('stays the learner’s when it was first', async () => {
    const attempt = await attemptEnding();
    const schedule = createSchedule(stores.client, stores.tables);
    const submitted = await act(attempt, 'submit', justBefore(END));
    const scheduled = { attemptId: attempt.attemptId, scheduledAt: END };
    expect(await schedule.close(scheduled, { status: 'submitted', now: END })).toBe('overtaken');
    expect(await stored(attempt)).toEqual(submitted);
  });
});

describe('what happens between reading the schedule and closing', () => {
  const close = (attempt: Attempt) =>
    createSchedule(stores.client, stores.tables).close(
      { attemptId: attempt.attemptId, scheduledAt: END } satisfies ScheduledAttempt,
      { status: 'submitted', now: END },
    );

  it('more time: the attempt goes on, and is closed at its new end', async () => {
    const attempt = await attemptEnding();
    const asked = { examId, userInfo: String(attempt.user.id), key: 'additional_time_granted', value: '10' };
    await setAllowance({ ...stores.ports, clock: () => justBefore(END) }, STAFF, asked);
    const longer = await stored(attempt);
    expect(longer).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 + 600 });
    expect(await close(attempt)).toBe('overtaken');
    expect(await stored(attempt)).toEqual(longer);
    await runSchedule(stores, laterBy(END, 599));
    expect(await stored(attempt)).toMatchObject({ status: 'started' });
    await runSchedule(stores, laterBy(END, 600));
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', completedAt: laterBy(END, 600) });
  });

  it('another change, of the name say: the attempt is closed, with that change', async () => {
    const attempt = await attemptEnding();
    await stores.ports.attempts.write(attempt, changed(attempt, { studentName: 'Ada' }, { now: END, by: SCHEDULE }));
    expect(await close(attempt)).toBe('closed');
    expect(await stored(attempt)).toMatchObject({ status: 'submitted', studentName: 'Ada', version: 4 });
  });

  it('a review: the verdict stays', async () => {
    const { user, ...attempt } = await attemptEnding();
    await takeReview(
      stores.ports,
      SETTINGS,
      aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId ?? '' }),
    );
    expect(await close({ user, ...attempt })).toBe('overtaken');
    expect(await stored({ user, ...attempt })).toMatchObject({ status: 'verified' });
  });

  it('a removal: it stays removed', async () => {
    const attempt = await attemptEnding();
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await close(attempt)).toBe('overtaken');
    expect(await stored(attempt)).toBeUndefined();
  });
});

describe('an attempt edited by hand', () => {
  const item = async (attempt: Attempt) => {
    const Key = { attempt_id: attempt.attemptId };
    const { Item } = await stores.client.send(new GetCommand({ TableName: stores.tables.attempts, Key }));
    return Item ?? {};
  };

  it.each<[string, string, Record<string, unknown>?, number?]>([
    ['version 0', 'SET version = :v', { ':v': 0 }],
    ['a negative version', 'SET version = :v', { ':v': -5 }, -4],
    ['a text as version', 'SET version = :v', { ':v': '3' }],
    ['a list as version', 'SET version = :v', { ':v': [3] }],
    ['no version', 'REMOVE version'],
  ])('to have %s is closed all the same', async (_what, expression, values, version = 1) => {
    const attempt = await attemptEnding();
    await editByHand(stores, attempt.attemptId, expression, values);
    expect(await runSchedule(stores, END)).toMatchObject({ closed: 1, passedOver: 0, failed: 0 });
    expect(await item(attempt)).toMatchObject({ status: 'submitted', completed_at: END, version });
  });

  it.each<[string, string, Record<string, unknown>?]>([
    ['verified', 'SET #status = :s', { ':s': 'verified' }],
    ['created', 'SET #status = :s', { ':s': 'created' }],
    ['a number', 'SET #status = :s', { ':s': 5 }],
    ['nothing at all', 'REMOVE #status'],
  ])('to have the status %s keeps it, and leaves the schedule', async (_what, expression, values) => {
    const attempt = await attemptEnding();
    await editByHand(stores, attempt.attemptId, expression, values);
    const { in_progress_user_id, schedule_bucket, scheduled_at, ...rest } = await item(attempt);
    expect(scheduled_at).toBe(END);
    expect(await runSchedule(stores, END)).toMatchObject({ cleared: 1, closed: 0, failed: 0 });
    expect(await item(attempt)).toEqual(rest);
    expect(await runSchedule(stores, END)).toMatchObject({ cleared: 0, passedOver: 0 });
  });

  it('to have an end that is no time is told, keeps nobody else waiting, and stays as it is', async () => {
    const [odd, other] = await Promise.all([attemptEnding(), attemptEnding()]);
    await editByHand(stores, odd.attemptId, 'SET scheduled_at = :v', { ':v': '2026' });
    const failures: unknown[] = [];
    const run = await runSchedule(stores, END, { onFailure: failure => failures.push(failure) });
    expect(run).toMatchObject({ closed: 1, failed: 1 });
    expect(failures).toEqual([{ attemptId: odd.attemptId, error: expect.any(TypeError) }]);
    expect(await stored(odd)).toEqual(odd);
    expect(await stored(other)).toMatchObject({ status: 'submitted' });
    await removeAttempt(stores.ports, STAFF, odd.attemptId, null);
  });
});

describe('a decline whose cascade was cut off', () => {
  it('is finished by the schedule a minute later: the other exams of the course are declined', async () => {
    const { declined, otherExam } = await declineCutOff(stores, END);
    const finish = (id: number) => finishCascade(stores.ports, id);
    const current = () => stores.ports.attempts.readCurrent(otherExam, declined.user.id);

    expect(await runSchedule(stores, laterBy(END, 59), { finishCascade: finish })).toMatchObject({ passedOver: 1 });
    expect(await stored(declined)).toEqual(declined);
    expect(await current()).toBeUndefined();

    const run = await runSchedule(stores, laterBy(END, 60), { finishCascade: finish });
    expect(run).toMatchObject({ cascadesFinished: 1, closed: 0, failed: 0 });
    expect(await stored(declined)).toMatchObject({ status: 'declined', cascadePending: false });
    expect(await current()).toMatchObject({ status: 'declined' });
    expect(await runSchedule(stores, laterBy(END, 61))).toMatchObject({ cascadesFinished: 0, passedOver: 0 });
  });
});
