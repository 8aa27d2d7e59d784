import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action } from '../../src/domain/attempts/actions.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { applyTransition, findTransition } from '../../src/domain/attempts/stateMachine.ts';
import { ATTEMPT_STATUSES, type AttemptStatus, COMPLETED, isIncomplete } from '../../src/domain/attempts/status.ts';
import { type Capacity, TRANSITIONS, type Transition } from '../../src/domain/attempts/transitions.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';
import { problemOf } from '../support/problemOf.ts';
import { modelOutcome } from '../support/transitionModel.ts';

const terms = { exam: anExam(), additionalSeconds: 0 };

function outcome(attempt: Attempt, action: Transition['action'], capacity: Capacity): string | undefined {
  const row = rowFor(attempt, action, capacity);
  if (!row || row.to === 'removed') return row?.to;
  return applyTransition(attempt, row, { now: NOW, by: { role: 'learner', userId: 7 }, terms, pauses: NO_PAUSES })
    .status;
}

describe('the transition table', () => {
  const running = { isResumable: true, startedAt: NOW, allowedTimeSeconds: 5400 };
  const actions = (['learner', 'staff'] as const).flatMap(capacity =>
    ACTIONS.map(action => [capacity, action] as const),
  );
  const events = [
    ['vendor', 'ready'],
    ['vendor', 'launch'],
    ['learner', 'decline_by_cascade'],
  ] as const;

  it.each([...actions, ...events])('%s: %s, from every status', (capacity, action) => {
    for (const status of ATTEMPT_STATUSES) {
      const result = outcome(anAttempt({ ...running, status }), action, capacity);
      expect(result, `from ${status}`).toBe(modelOutcome(capacity, action, status));
    }
  });

  it.each(['vendor', 'schedule'] as const)('%s has no action of a caller', capacity => {
    for (const action of ACTIONS) {
      for (const status of ATTEMPT_STATUSES) {
        const result = outcome(anAttempt({ ...running, status }), action, capacity);
        expect(result, `${action} from ${status}`).toBeUndefined();
      }
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

  it('lets staff remove an attempt of any status, and nobody else', () => {
    for (const status of ATTEMPT_STATUSES) {
      const attempt = anAttempt({ status });
      expect(findTransition(attempt, 'remove', ['learner', 'staff']).to).toBe('removed');
      for (const capacity of ['learner', 'vendor', 'schedule'] as const) {
        expect(() => findTransition(attempt, 'remove', [capacity])).toThrow('Only staff');
      }
    }
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
      expect(afterAction({ ...running, isResumable: true }, action)).toMatchObject({
        completedAt: NOW,
        isResumable: false,
      });
    }
  });

  it('an error: resumable with the remaining seconds; before the start none are stored, so that all are left', () => {
    expect(afterAction(running, 'error')).toMatchObject({
      isResumable: true,
      timeRemainingSeconds: 3000,
      completedAt: null,
    });
    expect(afterAction(anAttempt(), 'error')).toMatchObject({ isResumable: true, timeRemainingSeconds: null });
  });

  it('declining: unproctored, without external id, with a pending cascade', () => {
    expect(afterAction(running, 'decline')).toMatchObject({
      takingAsProctored: false,
      externalId: null,
      cascadePending: true,
      completedAt: null,
    });
  });

  it.each([
    ['decline', 'learner'],
    ['decline_by_cascade', 'learner'],
  ] as const)('%s: backend, practice and proctored stay as at the creation', (action, capacity) => {
    const created = { watchedBy: 'p', createdPractice: false, createdProctored: true };
    const row = findTransition({ ...running, ...created }, action, [capacity]);
    const after = applyTransition({ ...running, ...created }, row, {
      ...{ now: NOW, by: { role: 'learner', userId: 7 }, terms: null },
    });
    expect(after).toMatchObject({ ...created, takingAsProctored: false });
  });

  it('ready to resume: the status stays', () => {
    const broken = afterAction(running, 'error');
    expect(afterAction(broken, 'mark_ready_to_resume', 'staff')).toMatchObject({
      status: 'error',
      readyToResume: true,
      isResumable: false,
    });
  });

  it.each(['submit', 'error'] as const)('%s of a submitted attempt: none', action => {
    const submitted = anAttempt({ status: 'submitted' });
    expect(afterAction(submitted, action)).toBe(submitted);
  });
});

describe('an attempt over its life', () => {
  it('never goes back once it is completed, by any row of the table', () => {
    const isInactive = (status: AttemptStatus) => status === 'onboarding_reset' || status === 'expired';
    const changes = TRANSITIONS.flatMap(row =>
      [...COMPLETED, 'onboarding_reset' as const, 'expired' as const]
        .filter(status => row.from === 'any' || row.from.includes(status))
        .flatMap(status => nextStatuses(row, status).map(next => ({ action: row.action, status, next }))),
    );
    expect(changes.filter(({ next }) => isIncomplete(next))).toEqual([]);
    // The exceptions: a practice reset makes a completed attempt inactive, and these make it a completed one again.
    const actionsOf = (selected: typeof changes) => [...new Set(selected.map(({ action }) => action))].sort();
    expect(actionsOf(changes.filter(({ status, next }) => !isInactive(status) && isInactive(next)))).toEqual([
      'reset_attempt',
    ]);
    expect(actionsOf(changes.filter(({ status, next }) => isInactive(status) && !isInactive(next)))).toEqual([
      ...['decline', 'restore', 'review'],
    ]);
  });

  it('never returns to progress once completed and counts its versions, for any sequence of actions', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom<Capacity[]>('learner', 'staff'), fc.constantFrom(...ACTIONS)));
    fc.assert(
      fc.property(fc.constantFrom(...ATTEMPT_STATUSES), steps, (status, actions) => {
        let attempt = anAttempt({ status });
        for (const [capacity, action] of actions) {
          const after = afterAction(attempt, action, capacity);
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
    expect(applyTransition(attempt, error, { now: NOW, by, reason, terms, pauses: NO_PAUSES }).lastChange).toEqual({
      by,
      reason,
    });
  });

  it('staff who are also the learner may do what either may', () => {
    expect(findTransition(anAttempt(), 'start', ['staff', 'learner']).to).toBe('started');
    expect(() => findTransition(anAttempt(), 'start', ['staff'])).toThrow('Only the learner');
  });
});

/** The statuses that a row leads to from this one; a review sets those that the configuration permits. */
function nextStatuses(row: Transition, status: AttemptStatus): readonly AttemptStatus[] {
  if (row.to === 'removed') return [];
  if (row.to === 'by_outcome') return COMPLETED;
  const statusBeforeReset = status === 'onboarding_reset' ? ('error' as const) : null;
  const attempt = anAttempt({ status, statusBeforeReset });
  return [
    applyTransition(attempt, row, { now: NOW, by: { role: 'learner', userId: 7 }, terms, pauses: NO_PAUSES }).status,
  ];
}

const isCompleted = ({ status }: Attempt) => (COMPLETED as readonly string[]).includes(status);

/** The attempt after the action; unchanged if it is rejected or removes the attempt. */
function afterAction(attempt: Attempt, action: Action, capacity: Capacity = 'learner'): Attempt {
  const row = rowFor(attempt, action, capacity);
  if (!row || row.to === 'removed') return attempt;
  return applyTransition(attempt, row, { now: NOW, by: { role: 'learner', userId: 7 }, terms, pauses: NO_PAUSES });
}

function rowFor(attempt: Attempt, action: Transition['action'], capacity: Capacity): Transition | undefined {
  try {
    return findTransition(attempt, action, [capacity], { isPracticeExam: true });
  } catch {
    return undefined;
  }
}

describe('a rejected action', () => {
  const rejection = (attempt: Attempt, action: Transition['action'], ...capacities: Capacity[]) =>
    problemOf(() => findTransition({ ...attempt, attemptId: 5 }, action, capacities));

  it.each([
    [
      'mark_ready_to_resume',
      'learner',
      'Only staff of the course of attempt 5 may use the action mark_ready_to_resume. Course staff may not use it on their own attempts.',
    ],
    [
      'remove',
      'learner',
      'Only staff of the course of attempt 5 may use the action remove. Course staff may not use it on their own attempts.',
    ],
    ['start', 'staff', 'Only the learner of attempt 5 may use the action start.'],
  ] as const)('%s by %s is forbidden', (action, capacity, message) => {
    expect(rejection(anAttempt(), action, capacity)).toEqual({ code: 'forbidden', message });
  });

  it('names the status, or that the attempt is started already', () => {
    expect(rejection(anAttempt({ status: 'started' }), 'start', 'learner')).toEqual({
      code: 'attempt_already_started',
      message: 'Attempt 5 is already started.',
    });
    const practice = anAttempt({ status: 'started', createdPractice: true });
    expect(rejection(practice, 'reset_attempt', 'learner').code).toBe('illegal_status_transition');
    expect(rejection(anAttempt({ status: 'verified' }), 'start', 'learner')).toEqual({
      code: 'illegal_status_transition',
      message: 'The action start is not allowed: attempt 5 has the status verified.',
    });
    expect(rejection(anAttempt({ status: 'verified' }), 'click_download_software', 'learner')).toEqual({
      code: 'illegal_status_transition',
      message: 'The action click_download_software is not allowed: attempt 5 has the status verified.',
    });
    expect(rejection(anAttempt({ status: 'started' }), 'decline_by_cascade', 'staff').code).toBe('forbidden');
    expect(rejection(anAttempt({ status: 'onboarding_reset', isResumable: true }), 'verify', 'staff').code).toBe(
      'illegal_status_transition',
    );
  });

  it('names the missing condition: practice, ready to resume, resumable', () => {
    expect(rejection(anAttempt({ status: 'rejected' }), 'reset_attempt', 'learner')).toEqual({
      code: 'exam_is_not_practice',
      message: 'Attempt 5 is not a practice attempt. Its status is rejected.',
    });
    expect(rejection(anAttempt({ status: 'error' }), 'mark_ready_to_resume', 'staff')).toEqual({
      code: 'attempt_not_resumable',
      message:
        'Attempt 5 is not resumable: its status is error. An attempt can be marked ready to resume once, after an error.',
    });
    expect(rejection(anAttempt({ status: 'error', isResumable: true }), 'resume', 'learner')).toEqual({
      code: 'illegal_status_transition',
      message: 'The action resume is not allowed: attempt 5 has the status error.',
    });
  });
});

describe('the rows of events', () => {
  const applied = (attempt: Attempt, action: Transition['action'], capacity: Capacity, overrides = {}) =>
    applyTransition(attempt, findTransition(attempt, action, [capacity], overrides), {
      ...{ now: NOW, by: { role: 'learner', userId: 7 }, terms: null },
    });

  it('resuming: a ready attempt becomes resumed, with any status', () => {
    const attempt = anAttempt({ status: 'error', readyToResume: true });
    expect(applied(attempt, 'resume', 'learner')).toMatchObject({
      status: 'error',
      resumed: true,
      readyToResume: false,
    });
  });

  it('a practice reset keeps the status, and restoring brings it back as the current attempt', () => {
    const reset = applied(anAttempt({ status: 'rejected' }), 'reset_attempt', 'learner', { isPracticeExam: true });
    expect(reset).toMatchObject({ status: 'onboarding_reset', statusBeforeReset: 'rejected' });
    const restored = applied({ ...reset, isCurrent: false }, 'restore', 'staff');
    expect(restored).toMatchObject({ status: 'rejected', statusBeforeReset: null, isCurrent: true });
    const older = { ...reset, statusBeforeReset: null };
    expect(applied(older, 'restore', 'staff').status).toBe('onboarding_reset');
  });

  it.each([
    [{ resumed: true, readyToResume: false }, true],
    [{ resumed: false, readyToResume: true }, true],
    [{ resumed: false, readyToResume: false }, false],
  ])('restoring with %o: ready to resume: %s', (fields, readyToResume) => {
    const attempt = anAttempt({ status: 'error', isCurrent: false, ...fields });
    expect(applied(attempt, 'restore', 'staff')).toMatchObject({
      ...{ status: 'error', isCurrent: true, resumed: false, readyToResume },
    });
  });

  it('a cascaded decline clears proctoring and the external id, and starts no cascade', () => {
    const attempt = anAttempt({ status: 'started', isResumable: true });
    expect(applied(attempt, 'decline_by_cascade', 'learner')).toMatchObject({
      ...{ status: 'declined', takingAsProctored: false, externalId: null, isResumable: false, cascadePending: false },
    });
  });

  it('throw if the attempt is removed, if the configuration sets the status, or if a start has no exam', () => {
    const attempt = anAttempt({ status: 'started' });
    expect(() => applied(attempt, 'remove', 'staff')).toThrow(
      new TypeError('applyTransition cannot apply remove: the caller removes the attempt'),
    );
    for (const [action, capacity] of [
      ['review', 'vendor'],
      ['time_out', 'schedule'],
    ] as const) {
      const message = `applyTransition cannot apply ${action}: its status comes from the configuration`;
      expect(() => applied(attempt, action, capacity)).toThrow(new TypeError(message));
    }
    expect(() => applied(anAttempt(), 'start', 'learner')).toThrow(new TypeError('starting needs the exam'));
  });
});
