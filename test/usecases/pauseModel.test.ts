import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { secondsRemaining } from '../../src/domain/attempts/clock.ts';
import { laterBy } from '../../src/domain/time.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { startTimeJob } from '../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { setExamPaused } from '../../src/usecases/exams/pauseExam.ts';
import { aCaller, NOW, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { runs } from '../support/runs.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { runScheduleOn } from '../support/scheduleRun.ts';

const LIMIT = 600;
/** Cuts grants, and moves with no pause. */
const DUE = 1000;
const MINUTES = 5;

/** An attempt in progress beside a clock that runs only while the exam does. */
class Run {
  private now = 0;
  private isPaused = false;
  private remaining = LIMIT;
  private granted = 0;
  private jobs = 0;
  /** When the time was up, or the learner submitted. */
  private completed: number | undefined;
  private readonly stores: InMemoryStores;
  private readonly attempt: Attempt;

  private constructor(stores: InMemoryStores, attempt: Attempt) {
    this.stores = stores;
    this.attempt = attempt;
  }

  static async begin(): Promise<Run> {
    const stores = inMemoryStores();
    const examId = await storedExam(stores, { timeLimitMins: LIMIT / 60, dueDate: laterBy(NOW, DUE) });
    const ports = { ...stores.ports, clock: () => NOW };
    const created = await storedAttempt({ ports }, examId);
    const learner = aCaller({ userId: created.user.id });
    return new Run(stores, await actOnAttempt(ports, learner, created.attemptId, 'start'));
  }

  wait(seconds: number): void {
    const isRunning = !this.isPaused && this.completed === undefined;
    if (isRunning && this.remaining <= seconds) this.completed = this.now + this.remaining;
    if (isRunning) this.remaining = Math.max(0, this.remaining - seconds);
    this.now += seconds;
  }
  async pause(): Promise<void> {
    this.isPaused = true;
    await setExamPaused(this.ports, STAFF, this.attempt.examId, true);
  }
  async resume(): Promise<void> {
    this.isPaused = false;
    await setExamPaused(this.ports, STAFF, this.attempt.examId, false);
  }
  async grant(): Promise<void> {
    const { examId, user } = this.attempt;
    this.granted += MINUTES;
    const allowance = { examId, userInfo: user.id, key: 'additional_time_granted', value: String(this.granted) };
    await setAllowance(this.ports, STAFF, allowance);
    this.prolong();
  }
  async job(): Promise<void> {
    const input = { jobId: `job-${this.jobs++}`, minutes: MINUTES, reason: null, userIds: null };
    await startTimeJob(this.ports, STAFF, this.attempt.examId, input);
    await startTimeJob(this.ports, STAFF, this.attempt.examId, input);
    if (this.completed !== undefined) return;
    this.granted += MINUTES;
    this.prolong();
  }
  async submit(): Promise<void> {
    this.completed ??= this.now;
    await actOnAttempt(this.ports, aCaller({ userId: this.attempt.user.id }), this.attempt.attemptId, 'submit');
  }
  async sweep(): Promise<void> {
    const { schedule, exams } = this.stores.ports;
    expect(await runScheduleOn(schedule, this.instant, { exams })).toMatchObject({ failed: 0 });
  }
  async check(): Promise<void> {
    const { attempt, ports, completed, remaining, instant } = this;
    const { attempt: shown } = await readAttempt(ports, STAFF, attempt.attemptId);
    const exam = await ports.exams.readConsistent(attempt.examId);
    if (!exam) throw new Error('no exam');
    const isOver = completed !== undefined;
    expect(shown.status).toBe(isOver ? 'submitted' : 'started');
    expect(shown.completedAt).toBe(isOver ? laterBy(NOW, completed) : null);
    expect(secondsRemaining(shown, exam, instant)).toBe(isOver ? 0 : remaining);
  }
  async remove(): Promise<void> {
    await removeAttempt(this.ports, STAFF, this.attempt.attemptId, 'test');
    await this.sweep();
    expect(await this.ports.attempts.read(this.attempt.attemptId)).toBeUndefined();
    const another = storedAttempt({ ports: this.ports }, this.attempt.examId);
    const isRefused = this.isPaused || this.now >= DUE;
    await (isRefused ? expect(another).rejects.toThrow() : expect(another).resolves.toBeDefined());
  }

  /** At most to the due date, as if the exam were resumed now; never to an earlier time. */
  private prolong(): void {
    if (this.completed !== undefined) return;
    this.remaining = Math.max(this.remaining, Math.min(this.remaining + MINUTES * 60, DUE - this.now));
  }
  private get instant(): string {
    return laterBy(NOW, this.now);
  }
  private get ports() {
    return { ...this.stores.ports, clock: () => this.instant };
  }
}

describe('an attempt in an exam that is paused and resumed', () => {
  it('has the time of a clock of its own, whatever is paused twice, resumed twice, granted, swept, submitted and removed', async () => {
    const actions = ['pause', 'resume', 'grant', 'job', 'sweep', 'submit'] as const;
    // A submission ends most of what can happen: it is rare.
    const action = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...actions.slice(0, -1)) },
      { weight: 1, arbitrary: fc.constant('submit' as const) },
    );
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), action), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(steps, async sequence => {
        const run = await Run.begin();
        for (const [seconds, name] of sequence) {
          run.wait(seconds);
          await run[name]();
          await run.check();
        }
        await run.remove();
      }),
      { numRuns: runs(60) },
    );
  });
});
