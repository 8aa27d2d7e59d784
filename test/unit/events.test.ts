import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/actors.ts';
import { ATTEMPT_STATUSES } from '../../src/domain/attempts/status.ts';
import { allowanceEvent } from '../../src/domain/events/allowanceEvent.ts';
import { attemptEvent, type RecordedAttemptChange } from '../../src/domain/events/attemptEvent.ts';
import { type EventFacts, eventTime, toEvent } from '../../src/domain/events/event.ts';
import type { AttemptEventData, EventExam } from '../../src/domain/events/eventData.ts';
import { type ReviewImage, reviewEvent } from '../../src/domain/events/reviewEvent.ts';
import { settledUntil } from '../../src/domain/events/settledUntil.ts';
import { anAllowance, NOW, sha256 } from '../support/builders.ts';

const SETTINGS = { source: 'https://proctoring.example.edu', sha256 };
const STREAMED = '2026-11-02T09:40:13.000Z';
const VENDOR: Actor = { role: 'vendor', userId: null };
const EXAM: EventExam = {
  id: 1234567890,
  courseId: 'course-v1:X+Y+Z',
  contentId: 'block-v1:X+Y+Z+type@sequential+block@midterm',
  type: 'proctored',
};

const VERIFIED: RecordedAttemptChange = {
  attemptId: 123456789,
  attemptCode: 'ATTEMPT-1',
  changeKey: '00000123456789#0000000003#0000000000000000000000000000000000000042',
  change: 'status_changed',
  toStatus: 'verified',
  time: '2026-11-27T12:00:00.000Z',
  by: VENDOR,
  previousStatus: 'submitted',
  versionBefore: 3,
  after: { version: 4, startedAt: '2026-11-27T10:00:00.000Z', completedAt: '2026-11-27T11:20:00.000Z' },
  attempt: {
    attemptNumber: 1,
    startedAt: '2026-11-27T10:00:00.000Z',
    completedAt: null,
    takingAsProctored: true,
    isSampleAttempt: false,
    exam: EXAM,
    learnerId: 7,
  },
};

const eventOf = (overrides: Partial<RecordedAttemptChange>) => attemptEvent({ ...VERIFIED, ...overrides });
const attemptOf = (facts: EventFacts) => (facts.data as AttemptEventData).attempt;
const idOf = (facts: EventFacts | undefined) => facts && toEvent(facts, SETTINGS).id;

describe('the event of an attempt', () => {
  it('is byte for byte that of the vector', () => {
    const body = readFileSync(join(import.meta.dirname, '../fixtures/events/attempt-verified.json'), 'utf8');
    const event = toEvent(attemptEvent(VERIFIED), SETTINGS);
    expect(JSON.stringify(event)).toBe(body);
    expect(Buffer.byteLength(body)).toBe(792);
    expect(sha256(body)).toBe('9b3e7a7f62a88d6936dcadbdf578ef9614fee63b4df498c69beb122f5b79a044');
    expect(event.id).toBe('evt_01a21ce06e004efc60b6f5f24277b3e4');
  });

  it.each(ATTEMPT_STATUSES)('has the type of its status: %s', status => {
    const facts = eventOf({ toStatus: status });
    expect(facts.type).toBe(`attempt.${status}`);
    expect(toEvent(facts, SETTINGS).type).toMatch(/^[a-z0-9_.]+$/);
  });

  it.each([
    ['an unknown status', 'paused', 'paused'],
    ['another type', '{"N":"5"}', '{"N":"5"}'],
    ['a text longer than an event', 'x'.repeat(100_000), 'x'.repeat(255)],
    ['no status', null, null],
  ])('has the type other for a status written manually: %s', (_case, toStatus, status) => {
    const facts = eventOf({ toStatus });
    expect([facts.type, attemptOf(facts).status]).toEqual(['attempt.other', status]);
  });

  it('of a removal has the last status, the next version and no status before', () => {
    const facts = eventOf({ change: 'removed', toStatus: null, previousStatus: 'verified', after: null });
    expect([facts.type, facts.sequence]).toEqual(['attempt.removed', '0000000004']);
    expect(attemptOf(facts)).toMatchObject({
      ...{ status: 'verified', previous_status: null, version: 4 },
      ...{ started_at: '2026-11-27T10:00:00.000Z', completed_at: null },
    });
  });

  it('of an item of an earlier release has the times before the change and the next version', () => {
    const facts = eventOf({ after: null });
    expect(attemptOf(facts)).toMatchObject({ version: 4, started_at: '2026-11-27T10:00:00.000Z', completed_at: null });
    expect(idOf(facts)).toBe(idOf(eventOf({})));
  });

  it.each([
    ['keeps the version', 3, '0000000003'],
    ['removes the version', 0, '0000000003'],
  ])('has a sequence that never falls if a manual edit %s', (_case, version, sequence) => {
    expect(eventOf({ after: { version, startedAt: null, completedAt: null } }).sequence).toBe(sequence);
  });

  it('of an image that was too large has the id, the code and the statuses', () => {
    const { data, subject } = eventOf({ attempt: null });
    expect(subject).toBe('attempts/123456789');
    expect(data).toMatchObject({
      attempt: { id: 123456789, attempt_code: 'ATTEMPT-1', status: 'verified', previous_status: 'submitted' },
      exam: null,
      learner: null,
    });
  });

  it('has the recorded time, or that of the stream record for one that an id cannot hold', () => {
    expect(eventTime(NOW, STREAMED)).toBe(NOW);
    for (const invalid of [
      '',
      'yesterday',
      '2026-11-02T09:40:12Z',
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00.000Z',
    ]) {
      expect(eventTime(invalid, STREAMED)).toBe(STREAMED);
    }
  });
});

describe('the event of a review', () => {
  const review = (overrides: Partial<ReviewImage> = {}): ReviewImage => ({
    ...{ attemptCode: 'ATTEMPT-1', attemptId: 5, learnerId: 7, vendor: 'software_secure', reviewStatus: 'Clean' },
    ...{ verdict: 'verified', receivedAt: NOW, version: 1, ...overrides },
  });
  const eventOf = (before: ReviewImage | undefined, after: ReviewImage | undefined) =>
    reviewEvent(before, after, { exam: EXAM, streamedAt: STREAMED });

  it('has the verdict, the vendor and ids', () => {
    expect(toEvent(eventOf(undefined, review()) as EventFacts, SETTINGS)).toMatchObject({
      ...{ type: 'proctoring.review.stored.v1', subject: 'attempts/5/review', time: NOW },
      ...{ sequence: '0000000001', partitionkey: '5' },
      data: {
        review: { version: 1, status: 'Clean', verdict: 'verified', vendor: 'software_secure' },
        attempt: { id: 5, attempt_code: 'ATTEMPT-1' },
        exam: { id: EXAM.id, course_id: EXAM.courseId, content_id: EXAM.contentId, type: 'proctored' },
        learner: { id: 7 },
      },
    });
  });

  it.each<[string, ReviewImage | undefined, ReviewImage | undefined, string | undefined]>([
    ['a later version', review(), review({ version: 3 }), 'review.replaced'],
    ['another attempt with the code', review(), review({ version: 2, attemptId: 6 }), 'review.stored'],
    ['an earlier verdict, or an erasure', review(), review(), undefined],
    ['a removal', review(), undefined, undefined],
  ])('of %s', (_case, before, after, type) => {
    expect(eventOf(before, after)?.type).toBe(type);
  });

  it('has another id for each version, and null for a learner that it does not name', () => {
    const first = eventOf(undefined, review({ learnerId: null, verdict: null }));
    expect(first?.data).toMatchObject({ learner: null, review: { verdict: null } });
    expect(idOf(eventOf(review(), review({ version: 2 })))).not.toBe(idOf(first));
  });
});

describe('the event of an allowance', () => {
  const GRANTED = anAllowance({ allowanceId: 9, examId: 5, key: 'additional_time_granted', value: '15', version: 100 });
  const LATER = { modifiedAt: '2026-11-03T00:00:00.000Z', version: 200 };
  const context = { exam: EXAM, streamedAt: STREAMED, removal: undefined };

  it('has the ids, the kind and the author, but no value', () => {
    const event = toEvent(allowanceEvent(undefined, GRANTED, context) as EventFacts, SETTINGS);
    expect(event).toMatchObject({
      ...{ type: 'proctoring.allowance.set.v1', time: NOW, sequence: '0000000000000100', partitionkey: '5/7' },
      subject: 'exams/5/allowances/7/additional_time_granted',
      data: {
        allowance: { id: 9, key: 'additional_time_granted', version: 100 },
        learner: { id: 7 },
        changed_by: { role: 'staff', user_id: 900 },
        reason: null,
      },
    });
    expect(JSON.stringify(event)).not.toMatch(/"15"|mina/);
  });

  it.each([
    ['another value', { ...LATER, value: '20' }, 'allowance.set'],
    ['another author', { ...LATER, setBy: { role: 'staff' as const, userId: 901 } }, 'allowance.set'],
    ['another role', { ...LATER, setBy: { role: 'unknown' as const, userId: 900 } }, 'allowance.set'],
    ['the same value again', LATER, undefined],
    [
      'another name of the learner',
      { user: { id: 7, username: 'ada', email: 'ada@example.com' }, version: 101 },
      undefined,
    ],
    ['an erasure', { user: { id: 7, username: '', email: '' }, value: '', version: 101 }, undefined],
  ])('of a change to %s', (_case, change, type) => {
    expect(allowanceEvent(GRANTED, { ...GRANTED, ...change }, context)?.type).toBe(type);
  });

  it('of a manual change has the time of the stream record, an unknown author and another id', () => {
    const facts = allowanceEvent(GRANTED, { ...GRANTED, value: '90' }, context);
    expect(facts).toMatchObject({ time: STREAMED, data: { changed_by: { role: 'unknown', user_id: null } } });
    expect(idOf(facts)).not.toBe(idOf(allowanceEvent(undefined, GRANTED, context)));
  });

  it('of a change of a learner without names is one', () => {
    const nameless = { ...GRANTED, user: { id: 7, username: '', email: '' } };
    expect(allowanceEvent(nameless, { ...nameless, ...LATER, value: '20' }, context)?.type).toBe('allowance.set');
    const unnamed = { ...GRANTED, user: { id: 7, username: '', email: 'mina@example.com' }, value: '20' };
    expect(allowanceEvent(GRANTED, unnamed, context)?.type).toBe('allowance.set');
  });

  it('of a removal has its author and time, and the next version', () => {
    const removal = { at: '2026-11-04T00:00:00.000Z', by: { role: 'staff' as const, userId: 901 } };
    expect(allowanceEvent(GRANTED, undefined, { ...context, removal })).toMatchObject({
      ...{ type: 'allowance.removed', time: removal.at, sequence: '0000000000000101' },
      data: { allowance: { id: 9, version: 101 }, changed_by: { role: 'staff', user_id: 901 } },
    });
  });

  it('of a manual removal has an unknown author and the time of the stream record', () => {
    expect(allowanceEvent(GRANTED, undefined, context)).toMatchObject({
      time: STREAMED,
      data: { changed_by: { role: 'unknown', user_id: null } },
    });
    expect(allowanceEvent(undefined, undefined, context)).toBeUndefined();
  });

  it('of a removal differs from that of a grant in the same millisecond', () => {
    const removal = { at: NOW, by: VENDOR };
    const removed = allowanceEvent({ ...GRANTED, version: 99 }, undefined, { ...context, removal });
    expect(idOf(removed)).not.toBe(idOf(allowanceEvent(undefined, GRANTED, context)));
  });
});

describe('the log of events', () => {
  it('is settled a minute later', () => {
    expect(settledUntil('2026-11-02T09:40:12.345Z')).toBe('2026-11-02T09:39:12.345Z');
  });
});
