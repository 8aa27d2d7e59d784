import { describe, expect, it } from 'vitest';
import { backendOf, examAsCreated, isWatchedBy, wasCreatedProctored } from '../../src/domain/attempts/createdAs.ts';
import { anAttempt, anExam } from '../support/builders.ts';

describe('the backend of an attempt', () => {
  it('is the one fixed at creation, else its registration’s, else its exam’s, else the default', () => {
    const exam = anExam({ backend: 'exams' });
    expect(backendOf(anAttempt({ watchedBy: 'fixed', backend: 'registered' }), exam, 'default')).toBe('fixed');
    expect(backendOf(anAttempt({ backend: 'registered' }), exam, 'default')).toBe('registered');
    expect(backendOf(anAttempt(), exam, 'default')).toBe('exams');
    expect(backendOf(anAttempt(), anExam({ backend: null }), 'default')).toBe('default');
    expect(backendOf(anAttempt(), undefined, 'default')).toBe('default');
  });
});

describe('the exam as an attempt was created at it', () => {
  const exam = anExam({ backend: 'now', isPracticeExam: true, isProctored: false });

  it('has the attempt’s backend, practice and proctored flag after any change of the exam', () => {
    const attempt = anAttempt({ watchedBy: 'then', createdPractice: false, createdProctored: true });
    const expected = { ...exam, backend: 'then', isPracticeExam: false, isProctored: true };
    expect(examAsCreated(attempt, exam)).toEqual(expected);
    expect(examAsCreated(anAttempt({ backend: 'registered' }), exam).backend).toBe('registered');
  });

  it('is the exam itself for an attempt without these attributes', () => {
    expect(examAsCreated(anAttempt(), exam)).toEqual(exam);
  });
});

describe('an attempt created as proctored', () => {
  it.each([
    [{ createdProctored: true, takingAsProctored: false }, anExam({ isProctored: false }), true],
    [{ createdProctored: false, takingAsProctored: true }, anExam({ isProctored: true }), false],
    [{ takingAsProctored: true }, anExam({ isProctored: false }), true],
    [{ takingAsProctored: false }, anExam({ isProctored: true }), true],
    [{ takingAsProctored: false }, anExam({ isProctored: false }), false],
    [{ takingAsProctored: false }, undefined, true],
  ])('%o of %o: %s', (fields, exam, expected) => {
    expect(wasCreatedProctored(anAttempt(fields), exam)).toBe(expected);
  });

  it('is open to reviews of its own backend only', () => {
    const proctored = anAttempt({ watchedBy: 'own', createdProctored: true });
    expect(isWatchedBy('own', proctored, undefined, 'other')).toBe(true);
    expect(isWatchedBy('other', proctored, undefined, 'other')).toBe(false);
    expect(isWatchedBy('own', { ...proctored, createdProctored: false }, undefined, 'other')).toBe(false);
  });
});
