import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { secondsRemaining } from '../../src/domain/attempts/clock.ts';
import { applyTransition, findTransition } from '../../src/domain/attempts/decide.ts';
import {
  ATTEMPT_STATUSES,
  type AttemptStatus,
  BEFORE_START,
  COMPLETED,
  INCOMPLETE,
} from '../../src/domain/attempts/status.ts';
import type { Action, Capacity } from '../../src/domain/attempts/transitions.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';

const act = (attempt: Attempt, action: Action, capacities: Capacity[] = ['learner'], exam = anExam(), now = NOW) =>
  applyTransition(attempt, findTransition(attempt, action, capacities), {
    now,
    by: { role: 'learner', userId: 7 },
    terms: { exam, additionalSeconds: 0 },
  });

const ACTIONS = ['start', 'stop', 'submit'] as const;

/** What the rules say a learner's action leads to; undefined where it is refused. A model apart from the table. */
function expected(status: AttemptStatus, action: Action): AttemptStatus | undefined {
  const incomplete = (INCOMPLETE as readonly string[]).includes(status);
  if (action === 'start') return incomplete && status !== 'started' ? 'started' : undefined;
  if (action === 'stop') return incomplete ? 'ready_to_submit' : undefined;
  return incomplete || status === 'submitted' ? 'submitted' : undefined;
}

describe('what a learner may do', () => {
  const cases = ATTEMPT_STATUSES.flatMap(status => ACTIONS.map(action => [action, status] as const));

  it.each(cases)('%s from %s', (action, status) => {
    const attempt = anAttempt({ status });
    const to = expected(status, action);
    if (to) expect(act(attempt, action).status).toBe(to);
    else expect(() => act(attempt, action)).toThrow(/already started|its status is/);
  });

  it('a completed attempt never goes back, whatever is done in whatever order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ATTEMPT_STATUSES), fc.array(fc.constantFrom(...ACTIONS)), (status, actions) => {
        let attempt = anAttempt({ status });
        for (const action of actions) {
          const before = attempt;
          try {
            attempt = act(before, action);
          } catch {
            continue;
          }
          const wasCompleted = (COMPLETED as readonly string[]).includes(before.status);
          if (wasCompleted) expect(COMPLETED).toContain(attempt.status);
          expect(attempt.version).toBe(attempt === before ? before.version : before.version + 1);
        }
      }),
    );
  });

  it('a repeated submit is no error and no change', () => {
    const submitted = act(anAttempt({ status: 'started' }), 'submit');
    expect(act(submitted, 'submit')).toBe(submitted);
    expect(submitted).toMatchObject({ completedAt: NOW, isResumable: false });
  });

  it('staff who are not the learner may not act as the learner', () => {
    for (const action of ACTIONS) expect(() => act(anAttempt(), action, ['staff'])).toThrow('Only the learner');
    expect(act(anAttempt(), 'start', ['staff', 'learner']).status).toBe('started');
  });

  it('says who did it', () => {
    expect(act(anAttempt(), 'start').lastChange).toEqual({ by: { role: 'learner', userId: 7 }, reason: null });
  });
});

describe('the clock', () => {
  const startIn = (exam: ReturnType<typeof anExam>, given = {}, now = NOW) =>
    act(anAttempt({ status: 'created', ...given }), 'start', ['learner'], exam, now);

  it('starts with the exam’s limit', () => {
    expect(startIn(anExam({ timeLimitMins: 90 }))).toMatchObject({ startedAt: NOW, allowedTimeSeconds: 5400 });
  });

  it('takes the time that was prescribed for this attempt', () => {
    expect(startIn(anExam(), { allowedTimeSeconds: 600 })).toMatchObject({ allowedTimeSeconds: 600 });
  });

  it.each([
    ['ends by the due date', '2026-11-02T09:50:12.000Z', 600],
    ['is not cut by a later due date', '2026-12-01T00:00:00.000Z', 5400],
    ['has nothing left after the due date', '2026-11-01T00:00:00.000Z', 0],
  ])('%s', (_what, dueDate, seconds) => {
    expect(startIn(anExam({ dueDate }))).toMatchObject({ allowedTimeSeconds: seconds });
  });

  it('is not cut for a practice exam past its due date', () => {
    const exam = anExam({ dueDate: '2026-11-01T00:00:00.000Z', isPracticeExam: true });
    expect(startIn(exam)).toMatchObject({ allowedTimeSeconds: 5400 });
  });

  it('counts seconds across the end of daylight saving', () => {
    const beforeTheHourRepeats = '2026-10-25T00:30:00.000Z';
    const started = startIn(anExam({ timeLimitMins: 120 }), {}, beforeTheHourRepeats);
    expect(secondsRemaining(started, '2026-10-25T01:30:00.000Z')).toBe(3600);
  });

  it('never restarts', () => {
    const started = startIn(anExam());
    const back = act(
      act(started, 'stop', ['learner'], anExam(), '2026-11-02T09:45:12.000Z'),
      'start',
      ['learner'],
      anExam(),
      '2026-11-02T09:50:12.000Z',
    );
    expect(back).toMatchObject({ status: 'started', startedAt: NOW, allowedTimeSeconds: 5400 });
    expect(secondsRemaining(back, '2026-11-02T09:50:12.000Z')).toBe(5400 - 600);
  });

  it.each([...BEFORE_START, ...COMPLETED])('shows nothing left in %s', status => {
    expect(secondsRemaining(anAttempt({ status, startedAt: NOW, allowedTimeSeconds: 5400 }), NOW)).toBe(0);
  });

  it('never shows less than nothing', () => {
    expect(secondsRemaining(startIn(anExam()), '2027-01-01T00:00:00.000Z')).toBe(0);
  });
});
