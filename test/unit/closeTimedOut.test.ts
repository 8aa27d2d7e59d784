import { describe, expect, it } from 'vitest';
import { type ExamPauses, NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { laterBy } from '../../src/domain/time.ts';
import type { Closing, ScheduledAttempt } from '../../src/usecases/ports/schedule.ts';
import {
  closeTimedOut,
  type RunLimits,
  type TimeOutFailure,
  type TimeOutPorts,
} from '../../src/usecases/schedule/closeTimedOut.ts';
import { anExam, NOW } from '../support/builders.ts';

const BUCKETS = [0, 1, 2];
const PAGE = 10;
const UNLIMITED: RunLimits = { maxAttempts: Number.POSITIVE_INFINITY, hasTime: () => true };

interface Fixture {
  /** Scheduled times by id; closing removes an entry. */
  scheduled: Map<number, string>;
  closing: (attempt: ScheduledAttempt) => Closing;
  now: string;
  failures: TimeOutFailure[];
  cascades: number[];
  paused: number[];
  ports: TimeOutPorts;
}

/** A schedule in memory: attempt ids are spread over the buckets, a page has ten. */
function createFixture(options: { scheduled?: Record<number, string>; closing?: Fixture['closing'] } = {}): Fixture {
  const fixture: Fixture = {
    scheduled: new Map(Object.entries(options.scheduled ?? {}).map(([id, at]) => [Number(id), at])),
    closing: options.closing ?? (() => 'closed'),
    now: NOW,
    failures: [],
    cascades: [],
    paused: [],
    ports: {
      schedule: {
        buckets: BUCKETS,
        read: async (bucket, until, from) => {
          const all = [...fixture.scheduled]
            .map(([attemptId, scheduledAt]) => ({ attemptId, scheduledAt }))
            .filter(({ attemptId, scheduledAt }) => attemptId % BUCKETS.length === bucket && scheduledAt <= until)
            .sort((a, b) => order(a) - order(b))
            .filter(id => order(id) > ((from?.after as number | undefined) ?? Number.NEGATIVE_INFINITY));
          const scheduled = all.slice(0, PAGE);
          const last = scheduled.at(-1);
          return { scheduled, next: all.length > PAGE && last ? { after: order(last) } : undefined };
        },
        examsOf: async () => new Map(),
        close: async attempt => {
          const outcome = fixture.closing(attempt);
          if (outcome === 'closed') fixture.scheduled.delete(attempt.attemptId);
          return outcome;
        },
      },
      exams: { readConsistent: async () => undefined },
      finishCascade: async attemptId => {
        fixture.cascades.push(attemptId);
      },
      timedOutStatus: 'submitted',
      clock: () => fixture.now,
      pause: async seconds => {
        fixture.paused.push(seconds);
        fixture.now = laterBy(fixture.now, seconds);
      },
      onFailure: failure => fixture.failures.push(failure),
    },
  };
  return fixture;
}

const order = ({ attemptId, scheduledAt }: ScheduledAttempt) => (Date.parse(scheduledAt) || 0) * 1000 + attemptId;

/** A number of attempts whose time was up a number of seconds ago. */
const overdue = (count: number, secondsAgo = 5) =>
  Object.fromEntries(Array.from({ length: count }, (_, id) => [id, laterBy(NOW, -secondsAgo)]));

describe('a sweep', () => {
  it('closes all overdue attempts, page by page in every bucket', async () => {
    const fixture = createFixture({ scheduled: overdue(95) });
    expect(await closeTimedOut(fixture.ports, UNLIMITED)).toEqual({
      closed: 95,
      cascadesFinished: 0,
      deindexed: 0,
      skipped: 0,
      failed: 0,
      lagSeconds: 5,
      isUnfinished: false,
    });
    expect(fixture.scheduled.size).toBe(0);
  });

  it('closes attempts that end in this millisecond, and none that end in the next', async () => {
    const fixture = createFixture({ scheduled: { 1: NOW, 2: laterBy(NOW, 0.001) } });
    await closeTimedOut({ ...fixture.ports, pause: async () => {} }, UNLIMITED);
    expect([...fixture.scheduled.keys()]).toEqual([2]);
  });

  it('reports by how many seconds the oldest was overdue', async () => {
    const fixture = createFixture({ scheduled: { ...overdue(20), 4: laterBy(NOW, -3600) } });
    expect(await closeTimedOut(fixture.ports, UNLIMITED)).toMatchObject({ lagSeconds: 3600 });
  });

  it('closes at most its limit, and the next one continues', async () => {
    const fixture = createFixture({ scheduled: overdue(250) });
    const runs = [];
    while (fixture.scheduled.size > 0)
      runs.push(await closeTimedOut(fixture.ports, { ...UNLIMITED, maxAttempts: 100 }));
    expect(runs.map(({ closed, isUnfinished }) => [closed, isUnfinished])).toEqual([
      [100, true],
      [100, true],
      [50, false],
    ]);
  });

  it('starts nothing after its time limit', async () => {
    const fixture = createFixture({ scheduled: overdue(250) });
    const run = await closeTimedOut(fixture.ports, { ...UNLIMITED, hasTime: () => fixture.scheduled.size > 210 });
    expect(run).toMatchObject({ closed: 40, isUnfinished: true });
    expect(await closeTimedOut(fixture.ports, UNLIMITED)).toMatchObject({ closed: 210, isUnfinished: false });
  });

  it.each<Closing | 'failing'>(['conflicted', 'deindexed', 'failing'])(
    'continues after full pages of %s attempts',
    async cause => {
      const conflicting = overdue(90, 100);
      const fixture = createFixture({
        scheduled: { ...conflicting, 300: laterBy(NOW, -5), 301: laterBy(NOW, -5) },
        closing: ({ attemptId }) => {
          if (attemptId >= 300) return 'closed';
          if (cause === 'failing') throw new Error('it will not');
          return cause;
        },
      });
      const run = await closeTimedOut(fixture.ports, UNLIMITED);
      expect(run.closed).toBe(2);
      expect([run.skipped, run.deindexed, run.failed].filter(count => count === 90)).toHaveLength(1);
      expect(fixture.failures).toHaveLength(run.failed);
    },
  );

  it('is not stopped by a bucket that cannot be read', async () => {
    const fixture = createFixture({ scheduled: overdue(30) });
    const { read } = fixture.ports.schedule;
    const schedule = {
      ...fixture.ports.schedule,
      read: (bucket: number, until: string, from: Parameters<typeof read>[2]) =>
        bucket === 1 ? Promise.reject(new Error('no answer')) : read(bucket, until, from),
    };
    const run = await closeTimedOut({ ...fixture.ports, schedule }, UNLIMITED);
    expect(run).toMatchObject({ closed: 20, failed: 1 });
    expect(fixture.failures).toEqual([{ bucket: 1, error: expect.any(Error) }]);
  });

  it.each(['0', '2025', '2025-01-01', '2025-99-99T00:00:00.000Z', '2025-01-01T00:00:00Z'])(
    'does not read "%s", a manual edit, as the end of an attempt',
    async end => {
      const fixture = createFixture({ scheduled: { 1: end, 4: laterBy(NOW, -1) } });
      expect(await closeTimedOut(fixture.ports, UNLIMITED)).toMatchObject({ closed: 1, failed: 1, lagSeconds: 1 });
      expect(fixture.failures).toEqual([{ attemptId: 1, error: expect.any(Error) }]);
    },
  );
});

describe('attempts that end before the next run', () => {
  it.each([
    ['at the next run or later', 61, []],
    ['before it', 29, [30]],
    ['just before it', 59, [30]],
  ])('%s: are swept again %j', async (_case, seconds, pauses) => {
    const fixture = createFixture({ scheduled: { 1: laterBy(NOW, seconds) } });
    await closeTimedOut(fixture.ports, UNLIMITED);
    expect(fixture.paused).toEqual(pauses);
    expect(fixture.scheduled.size).toBe(seconds > 30 ? 1 : 0);
  });

  it('are left to the next run if there is no time', async () => {
    const fixture = createFixture({ scheduled: { 1: laterBy(NOW, 29) } });
    await closeTimedOut(fixture.ports, { ...UNLIMITED, hasTime: () => false });
    expect(fixture.paused).toEqual([]);
  });

  it('are swept again half a minute after the run began, regardless of its duration', async () => {
    const fixture = createFixture({ scheduled: { 1: laterBy(NOW, 29), 2: laterBy(NOW, -1) } });
    fixture.closing = () => {
      fixture.now = laterBy(fixture.now, 20);
      return 'closed';
    };
    await closeTimedOut(fixture.ports, UNLIMITED);
    expect(fixture.paused).toEqual([10]);
  });
});

describe('attempts whose exam was paused', () => {
  /** Attempts whose stored end was five seconds ago, at one exam. */
  function fixtureOf(pausedSeconds: number, count = 20) {
    const fixture = createFixture({ scheduled: overdue(count) });
    const reads: number[] = [];
    const exam = { examId: 5, examPausedSeconds: 0 };
    const pauses: ExamPauses = { ...NO_PAUSES, pausedSeconds };
    const ports: TimeOutPorts = {
      ...fixture.ports,
      schedule: {
        ...fixture.ports.schedule,
        examsOf: async attempts => new Map(attempts.map(({ attemptId }) => [attemptId, exam])),
      },
      exams: {
        readConsistent: async examId => {
          reads.push(examId);
          return anExam({ examId, ...pauses });
        },
      },
    };
    return { fixture, reads, pauses, ports };
  }

  it.each([
    ['has passed', 4, { closed: 20, lagSeconds: 1 }, []],
    ['comes within half a minute', 35, { closed: 20, lagSeconds: 0 }, [30]],
    ['comes with the next run', 65, { closed: 0, lagSeconds: 0 }, [30]],
    ['comes after it', 66, { closed: 0, lagSeconds: 0 }, []],
  ])('are closed at their moved end, which %s: after %d seconds of pause', async (_case, seconds, run, pauses) => {
    const { fixture, ports } = fixtureOf(seconds);
    expect(await closeTimedOut(ports, UNLIMITED)).toMatchObject({ ...run, failed: 0 });
    expect(fixture.paused).toEqual(pauses);
  });

  it('are closed by one reading of their exam', async () => {
    const { reads, ports } = fixtureOf(0);
    await closeTimedOut(ports, UNLIMITED);
    expect(reads).toEqual([5]);
  });

  it('between the sweeps of a run stay open: the second one reads the exam again', async () => {
    const { fixture, reads, pauses, ports } = fixtureOf(0);
    fixture.scheduled.set(100, laterBy(NOW, 20));
    const pause = async (seconds: number) => {
      await fixture.ports.pause(seconds);
      pauses.pausedAt = laterBy(NOW, 10);
    };
    expect(await closeTimedOut({ ...ports, pause }, UNLIMITED)).toMatchObject({ closed: 20, failed: 0 });
    expect(reads).toEqual([5, 5]);
    expect([...fixture.scheduled.keys()]).toEqual([100]);
  });
});

describe('concurrent runs', () => {
  const endingSoon = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, id) => [id, laterBy(NOW, 20)]));

  it.each([
    ['a share does not wait for few that end soon', 9, []],
    ['but for many', 10, [30]],
  ])('%s', async (_case, count, pauses) => {
    const fixture = createFixture({ scheduled: { ...overdue(5), ...endingSoon(count) } });
    const run = await closeTimedOut(fixture.ports, UNLIMITED, { immediate: true, delayedFrom: 10 });
    expect([run.closed, fixture.paused]).toEqual([pauses.length > 0 ? 10 : 0, pauses]);
  });

  it('the straggler sweep leaves overdue attempts to the others, and closes those that they missed', async () => {
    const fixture = createFixture({ scheduled: { 1: laterBy(NOW, -9), 2: laterBy(NOW, 20), 3: laterBy(NOW, -8) } });
    const pause = async (seconds: number) => {
      expect([seconds, fixture.scheduled.size]).toEqual([30, 3]);
      fixture.scheduled.delete(1);
      fixture.now = laterBy(fixture.now, seconds);
    };
    const run = await closeTimedOut({ ...fixture.ports, pause }, UNLIMITED, { immediate: false, delayedFrom: 1 });
    expect([run.closed, run.skipped, run.lagSeconds]).toEqual([2, 0, 38]);
  });

  it('the straggler sweep reports a bucket that cannot be read', async () => {
    const fixture = createFixture({ scheduled: { 1: laterBy(NOW, 20) } });
    const schedule = { ...fixture.ports.schedule, read: () => Promise.reject(new Error('no answer')) };
    const run = await closeTimedOut({ ...fixture.ports, schedule }, UNLIMITED, { immediate: false, delayedFrom: 1 });
    expect([run.failed, fixture.failures.map(({ error }) => (error as Error).message)]).toEqual([
      BUCKETS.length,
      BUCKETS.map(() => 'no answer'),
    ]);
  });

  it('the straggler sweep ends at once if nothing is scheduled for this minute', async () => {
    const fixture = createFixture({ scheduled: { 1: laterBy(NOW, 61) } });
    await closeTimedOut(fixture.ports, UNLIMITED, { immediate: false, delayedFrom: 1 });
    expect(fixture.paused).toEqual([]);
  });
});

describe('a decline with an interrupted cascade', () => {
  const declined = (secondsAgo: number) =>
    createFixture({ scheduled: { 1: laterBy(NOW, -secondsAgo) }, closing: () => 'cascade_pending' });

  it('is completed a minute after the request that began it', async () => {
    const fixture = declined(60);
    expect(await closeTimedOut(fixture.ports, UNLIMITED)).toMatchObject({
      cascadesFinished: 1,
      closed: 0,
      lagSeconds: 0,
    });
    expect(fixture.cascades).toEqual([1]);
  });

  it('is left to its request before that', async () => {
    const fixture = declined(59);
    expect(await closeTimedOut(fixture.ports, UNLIMITED)).toMatchObject({ cascadesFinished: 0, skipped: 1 });
    expect(fixture.cascades).toEqual([]);
  });

  it('that cannot be completed is reported, and does not stop the others', async () => {
    const fixture = createFixture({
      scheduled: { 1: laterBy(NOW, -90), 4: laterBy(NOW, -80) },
      closing: ({ attemptId }) => (attemptId === 1 ? 'cascade_pending' : 'closed'),
    });
    const finishCascade = () => Promise.reject(new Error('no'));
    const run = await closeTimedOut({ ...fixture.ports, finishCascade }, UNLIMITED);
    expect(run).toMatchObject({ closed: 1, failed: 1 });
    expect(fixture.failures).toEqual([{ attemptId: 1, error: expect.any(Error) }]);
  });
});
