import { describe, expect, it } from 'vitest';
import { storableReason, withChange } from '../../src/domain/attempts/attempt.ts';
import { isPractice } from '../../src/domain/attempts/createdAs.ts';
import { newAttempt, startedAtOnce } from '../../src/domain/attempts/newAttempt.ts';
import { anAttempt, anExam, COURSE, NOW } from '../support/builders.ts';

const user = { id: 7, username: 'mina', email: 'mina@example.com' };
const by = { role: 'learner', userId: 7 } as const;
const input = {
  ...{ attemptCode: 'CODE', user, studentName: 'Mina Okafor', takingAsProctored: true },
  ...{ defaultBackend: 'software_secure', by, now: NOW },
};
const create = (exam = anExam(), overrides: Partial<typeof input> = {}) =>
  newAttempt({ exam, reviewPolicyId: 3 }, { ...input, ...overrides });

describe('a new attempt', () => {
  it('is created, current, without a time or external id, and stores its type', () => {
    expect(create(anExam({ examId: 5, backend: 'rest' }))).toEqual({
      ...{ attemptCode: 'CODE', user, studentName: 'Mina Okafor', version: 1, examId: 5, courseId: COURSE },
      ...{
        externalId: null,
        backend: null,
        downloadUrl: null,
        vendorInstructions: null,
        watchedBy: 'rest',
        createdPractice: false,
        createdProctored: true,
      },
      ...{ status: 'created', createdAt: NOW, modifiedAt: NOW, startedAt: null, completedAt: null },
      ...{ allowedTimeSeconds: null, baseTimeSeconds: null, includedAdditionalSeconds: null },
      examPausedSeconds: null,
      ...{ timeRemainingSeconds: null, isSampleAttempt: false, takingAsProctored: true, isStatusAcknowledged: false },
      ...{ reviewPolicyId: 3, isResumable: false, readyToResume: false, resumed: false, isCurrent: true },
      ...{ hasPreviousAttempt: false, previousAttemptId: null, statusBeforeReset: null, cascadePending: false },
      ...{ isErased: false, lastChange: { by, reason: null } },
    });
  });

  it('has the default backend if the exam names none', () => {
    expect(create(anExam({ backend: null })).watchedBy).toBe('software_secure');
  });

  it('of a practice exam is practice and a sample', () => {
    expect(create(anExam({ isPracticeExam: true }))).toMatchObject({ createdPractice: true, isSampleAttempt: true });
  });

  it('is created as proctored if the exam is, or if it is taken as proctored', () => {
    const proctored = (isProctored: boolean, takingAsProctored: boolean) =>
      create(anExam({ isProctored }), { takingAsProctored }).createdProctored;
    expect([proctored(true, false), proctored(false, true), proctored(false, false)]).toEqual([true, true, false]);
  });

  it('started at once has its clock from its creation', () => {
    const terms = {
      ...{ exam: anExam({ timeLimitMins: 90 }), additionalSeconds: 60, reviewPolicyId: null, reviewPolicy: null },
      ...{ reviewPolicyException: null, allowanceVersion: null, allowancesRead: true },
    };
    expect(startedAtOnce(create(), terms)).toEqual({
      ...create(),
      ...{ status: 'started', startedAt: NOW, allowedTimeSeconds: 5460, baseTimeSeconds: 5400 },
      includedAdditionalSeconds: 60,
    });
  });
});

describe('a written attempt', () => {
  it('has the next version, the time, the author and the reason', () => {
    const attempt = anAttempt({ version: 4, status: 'started' });
    const later = '2026-11-02T10:00:00.000Z';
    expect(withChange(attempt, { status: 'error' }, { now: later, by, reason: 'crash' })).toEqual({
      ...attempt,
      ...{ status: 'error', version: 5, modifiedAt: later, lastChange: { by, reason: 'crash' } },
    });
  });

  it('has no reason if none is given or if the learner was erased', () => {
    expect(storableReason(anAttempt(), undefined)).toBeNull();
    expect(storableReason(anAttempt(), 'crash')).toBe('crash');
    expect(storableReason(anAttempt({ isErased: true }), 'crash')).toBeNull();
  });

  it('is practice by its own attribute, else by its exam', () => {
    const practice = anExam({ isPracticeExam: true });
    expect(isPractice({ createdPractice: false }, practice)).toBe(false);
    expect(isPractice({ createdPractice: null }, practice)).toBe(true);
  });
});
