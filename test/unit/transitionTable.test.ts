import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { applyTransition, findTransition } from '../../src/domain/attempts/stateMachine.ts';
import { ATTEMPT_STATUSES, COMPLETED } from '../../src/domain/attempts/status.ts';
import { ACTIONS, type Action, type Capacity, type Transition } from '../../src/domain/attempts/transitions.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';
import { modelled } from '../support/transitionModel.ts';

const terms = { exam: anExam(), additionalSeconds: 0 };

function outcome(attempt: Attempt, action: Action, who: Capacity): string | undefined {
  const row = rowFor(attempt, action, who);
  if (!row || row.to === 'removed') return row?.to;
  return applyTransition(attempt, row, { now: NOW, by: { role: 'learner', userId: 7 }, terms }).status;
}

describe('the transition table', () => {
  const cases = (['learner', 'staff', 'vendor', 'schedule'] as const).flatMap(who =>
    ACTIONS.map(action => [who, action] as const),
  );

  it.each(cases)('%s: %s, from every status', (who, action) => {
    for (const status of ATTEMPT_STATUSES) {
      const attempt = anAttempt({ status, isResumable: true, startedAt: NOW, allowedTimeSeconds: 5400 });
      const may = who === 'learner' || who === 'staff' ? modelled(who, action, status) : undefined;
      expect(outcome(attempt, action, who), `${who} ${action} from ${status}`).toBe(may);
    }
  });

  it('names the current status when it rejects', () => {
    for (const action of ACTIONS.filter(
      candidate => !['verify', 'reject', 'mark_ready_to_resume'].includes(candidate),
    )) {
      const attempt = anAttempt({ status: 'verified' });
      expect(() => findTransition(attempt, action, ['learner'], { isPracticeExam: true })).toThrow('verified');
    }
  });

  it('lets only staff mark an attempt ready to resume, and only after an error', () => {
    const attempt = anAttempt({ status: 'error', isResumable: false });
    expect(() => findTransition(attempt, 'mark_ready_to_resume', ['staff'])).toThrow('is not resumable');
    const resumable = anAttempt({ status: 'error', isResumable: true });
    expect(() => findTransition(resumable, 'mark_ready_to_resume', ['learner'])).toThrow('Only staff');
  });

  it('resets practice exams only', () => {
    const attempt = anAttempt({ status: 'rejected' });
    expect(() => findTransition(attempt, 'reset_attempt', ['learner'], { isPracticeExam: false })).toThrow('practice');
  });
});

describe('the further effects of a transition', () => {
  const running = anAttempt({ status: 'started', startedAt: '2026-11-02T09:00:12.000Z', allowedTimeSeconds: 5400 });

  it('submitting, also by a second download click: completed now, no longer resumable', () => {
    for (const action of ['submit', 'click_download_software'] as const) {
      expect(done({ ...running, isResumable: true }, action)).toMatchObject({ completedAt: NOW, isResumable: false });
    }
  });

  it('an error: resumable with the remaining seconds; with the whole time before the start', () => {
    expect(done(running, 'error')).toMatchObject({ isResumable: true, timeRemainingSeconds: 3000, completedAt: null });
    expect(done(anAttempt(), 'error')).toMatchObject({ isResumable: true, timeRemainingSeconds: null });
  });

  it('declining: unproctored, without external id, with a pending cascade', () => {
    expect(done(running, 'decline')).toMatchObject({
      takingAsProctored: false,
      externalId: null,
      cascadePending: true,
      completedAt: null,
    });
  });

  it('ready to resume: the status stays', () => {
    const broken = done(running, 'error');
    expect(done(broken, 'mark_ready_to_resume', 'staff')).toMatchObject({
      status: 'error',
      readyToResume: true,
      isResumable: false,
    });
  });

  it.each(['submit', 'error'] as const)('%s of a submitted attempt: none', action => {
    const submitted = anAttempt({ status: 'submitted' });
    expect(done(submitted, action)).toBe(submitted);
  });
});

describe('an attempt over its life', () => {
  it('never returns to progress once completed, for any sequence of actions', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom<Capacity[]>('learner', 'staff'), fc.constantFrom(...ACTIONS)));
    fc.assert(
      fc.property(fc.constantFrom(...ATTEMPT_STATUSES), steps, (status, actions) => {
        let attempt = anAttempt({ status });
        for (const [who, action] of actions) {
          const after = done(attempt, action, who);
          if (isCompleted(attempt)) expect(isCompleted(after) || after.status === 'onboarding_reset').toBe(true);
          expect(after.version).toBe(after === attempt ? attempt.version : attempt.version + 1);
          attempt = after;
        }
      }),
    );
  });

  it('records actor and reason', () => {
    const attempt = anAttempt();
    const by = { role: 'learner', userId: 7 } as const;
    const error = findTransition(attempt, 'error', ['learner']);
    const reason = 'the camera broke';
    expect(applyTransition(attempt, error, { now: NOW, by, reason, terms }).lastChange).toEqual({ by, reason });
  });

  it('staff who are also the learner may do what either may', () => {
    expect(findTransition(anAttempt(), 'start', ['staff', 'learner']).to).toBe('started');
    expect(() => findTransition(anAttempt(), 'start', ['staff'])).toThrow('Only the learner');
  });
});

const isCompleted = ({ status }: Attempt) => (COMPLETED as readonly string[]).includes(status);

/** The attempt after the action; unchanged if it is rejected or removes the attempt. */
function done(attempt: Attempt, action: Action, who: Capacity = 'learner'): Attempt {
  const row = rowFor(attempt, action, who);
  if (!row || row.to === 'removed') return attempt;
  return applyTransition(attempt, row, { now: NOW, by: { role: 'learner', userId: 7 }, terms });
}

function rowFor(attempt: Attempt, action: Action, who: Capacity): Transition | undefined {
  try {
    return findTransition(attempt, action, [who], { isPracticeExam: true });
  } catch {
    return undefined;
  }
}
