import { describe, expect, it } from 'vitest';
import { toAttemptData } from '../../src/api/attempts/attemptData.ts';
import { describeMinutes } from '../../src/api/attempts/duration.ts';
import {
  toWireArchivedAttempt,
  toWireAttempt,
  toWireAttemptInWords,
  toWireHistoryEntry,
} from '../../src/api/attempts/wire.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { anAttempt, anExam, EXTERNAL_IDS, NOW, STAFF } from '../support/builders.ts';

const VIEWER = { caller: STAFF, ...EXTERNAL_IDS };

const STARTED = '2026-11-02T09:38:57.000Z';
const running = { status: 'started' as const, startedAt: STARTED, allowedTimeSeconds: 1800, baseTimeSeconds: 1800 };
const interrupted = { ...running, status: 'error' as const, isResumable: true, timeRemainingSeconds: 1725 };
const exam = anExam({ timeLimitMins: 30 });
const data = (attempt: Attempt, additionalSeconds = 0, overrides = {}) =>
  toAttemptData(
    attempt,
    { ...exam, ...overrides },
    {
      now: NOW,
      additionalSeconds,
      isLearningMfe: false,
      viewer: VIEWER,
      backends: { byName: new Map(), defaultName: 'test' },
      addresses: { lms: 'https://lms.example/{course_id}', learningMfe: '' },
    },
  );

describe('a duration in words', () => {
  it.each([
    [0, '0 minutes'],
    [1, '1 minute'],
    [2, '2 minutes'],
    [59, '59 minutes'],
    [60, '1 hour'],
    [61, '1 hour and 1 minute'],
    [90, '1 hour and 30 minutes'],
    [120, '2 hours'],
    [121, '2 hours and 1 minute'],
    [1500, '25 hours'],
  ])('%i minutes', (minutes, words) => {
    expect(describeMinutes(minutes)).toBe(words);
  });
});

describe('the remaining time of an attempt', () => {
  it.each<[string, Partial<Attempt>, number, string]>([
    ['before the start', {}, 0, '0 minutes'],
    ['that runs', running, 1725, '29 minutes'],
    ['that waits to be submitted', { ...running, status: 'ready_to_submit' }, 1725, '29 minutes'],
    ['that broke off', interrupted, 1725, '29 minutes'],
    ['that broke off and is ready to resume', { ...interrupted, readyToResume: true }, 1725, '29 minutes'],
    ['that broke off and was verified', { ...interrupted, status: 'verified' }, 1725, '29 minutes'],
    ['that was submitted', { ...running, status: 'submitted', completedAt: NOW }, 0, '0 minutes'],
  ])('%s is the same in every answer', (_case, fields, seconds, words) => {
    const attempt = anAttempt(fields);
    expect(toWireAttempt(attempt, exam, NOW, VIEWER).time_remaining_seconds).toBe(seconds);
    const inWords = { time_remaining_seconds: seconds, accessibility_time_string: `you have ${words} remaining` };
    expect(toWireAttemptInWords(attempt, exam, NOW, VIEWER)).toMatchObject(inWords);
    expect(data(attempt)).toMatchObject(inWords);
  });

  it('of an archived attempt is that of its removal', () => {
    for (const fields of [running, interrupted, {}]) {
      const attempt = anAttempt(fields);
      const was = { time_remaining_seconds: attempt.timeRemainingSeconds };
      expect(toWireArchivedAttempt(attempt, exam, VIEWER)).toMatchObject(was);
      const by = { changedAt: NOW, changedBy: { role: 'staff' as const, userId: 1 }, reason: null };
      const entry = { attempt, change: 'removed' as const, toStatus: null, ...by };
      expect(toWireHistoryEntry(entry, exam, VIEWER)).toMatchObject(was);
    }
  });
});

describe('the whole time of an attempt', () => {
  const resumption = { hasPreviousAttempt: true, allowedTimeSeconds: 1725, baseTimeSeconds: 1725 };

  it.each<[string, Partial<Attempt>, string]>([
    ['before the start', {}, '30 minutes'],
    ['that runs', running, '30 minutes'],
    ['that was cut', { ...running, allowedTimeSeconds: 1725 }, '29 minutes'],
    ['that broke off: what is left', interrupted, '28 minutes'],
    [
      'that is ready to resume: what is left',
      { ...interrupted, isResumable: false, readyToResume: true },
      '28 minutes',
    ],
    ['that was resumed', { ...interrupted, isResumable: false, resumed: true }, '30 minutes'],
    ['that resumes another', resumption, '28 minutes'],
    ['that resumes another and runs', { ...running, ...resumption }, '28 minutes'],
  ])('%s', (_case, fields, words) => {
    expect(data(anAttempt(fields)).total_time).toBe(words);
  });

  it.each<[string, Partial<Attempt>, string]>([
    ['before the start', {}, '40 minutes'],
    ['that is ready to resume', { ...interrupted, readyToResume: true }, '38 minutes'],
    ['that resumes another', { ...resumption, includedAdditionalSeconds: null }, '38 minutes'],
  ])('%s includes additional time', (_case, fields, words) => {
    expect(data(anAttempt(fields), 600).total_time).toBe(words);
  });

  it.each<[string, Partial<Attempt>]>([
    ['before the start', {}],
    ['that is ready to resume', { ...interrupted, readyToResume: true }],
    ['that resumes another', resumption],
  ])('%s ends by the due date', (_case, fields) => {
    const due = data(anAttempt(fields), 600, { dueDate: '2026-11-02T09:50:12.000Z' });
    expect(due).toMatchObject({ total_time: '10 minutes', low_threshold_sec: 120, critically_low_threshold_sec: 30 });
  });

  it.each<[string, Partial<Attempt>, number | null]>([
    ['before the start', {}, null],
    ['that was cut', { ...running, allowedTimeSeconds: 1725 }, 29],
    ['that broke off', interrupted, 30],
    ['that resumes another', resumption, 28],
  ])('%s in minutes', (_case, fields, minutes) => {
    expect(toWireAttempt(anAttempt(fields), exam, NOW, VIEWER).allowed_time_limit_mins).toBe(minutes);
  });

  it('is a number for every status', () => {
    for (const status of ['created', 'declined', 'submitted', 'onboarding_reset'] satisfies AttemptStatus[]) {
      expect(data(anAttempt({ status })).total_time).toBe('30 minutes');
    }
  });
});
