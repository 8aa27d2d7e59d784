import { describe, expect, it } from 'vitest';
import { mergeTimeline, presentAllowances, type TimelineSources } from '../../../src/staff/timeline.ts';
import {
  wireAllowanceChange,
  wireAttempt,
  wireChange,
  wireComment,
  wireNote,
  wireReview,
} from '../../support/staffWire.ts';

const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z`;

function merge(sources: Partial<TimelineSources>) {
  return mergeTimeline({
    attempt: wireAttempt(),
    history: [],
    reviews: [],
    allowanceChanges: [],
    notes: [],
    ...sources,
  });
}

const titles = (sources: Partial<TimelineSources>) => merge(sources).map(({ title }) => title);

describe('the time line', () => {
  it('has everything that happened, newest first', () => {
    const sources = {
      history: [
        wireChange(at(40), 'submitted', 'verified', { changed_by: { role: 'vendor', user_id: null } }),
        wireChange(at(30), 'started', 'submitted'),
        wireChange(at(1), 'created', 'started'),
      ],
      reviews: [wireReview({ received_at: at(39), comments: [wireComment()] })],
      allowanceChanges: [wireAllowanceChange({ changed_at: at(12), reason: 'Fire alarm' })],
      notes: [wireNote({ created: at(35) })],
    };
    expect(titles(sources)).toEqual([
      'Verified',
      'Review: Suspicious, 1 comment',
      'Note',
      'Submitted',
      '15 more minutes in total',
      'In progress',
      'Attempt created',
    ]);
    expect(merge(sources).map(({ by }) => by)).toEqual([
      'Vendor',
      'Vendor (software_secure)',
      'Staff (user 901)',
      'Learner',
      'Staff (user 901)',
      'Learner',
      '',
    ]);
  });

  it('puts a review before the change that it caused at the same instant', () => {
    const history = [wireChange(at(30), 'submitted', 'rejected')];
    const reviews = [wireReview({ received_at: at(30) })];
    expect(titles({ history, reviews })).toEqual(['Rejected', 'Review: Suspicious, 0 comments', 'Attempt created']);
  });

  it('keeps the order of the history where a time has seconds only', () => {
    const vendor = { role: 'vendor', user_id: null } as const;
    const sources = {
      attempt: wireAttempt({ created: '2026-11-20T09:00:00.100Z' }),
      history: [
        wireChange('2026-11-20T09:00:00.000Z', 'submitted', 'verified', { changed_by: vendor }),
        wireChange('2026-11-20T09:00:00.300Z', 'started', 'submitted'),
        wireChange('2026-11-20T09:00:00.200Z', 'created', 'started'),
      ],
      reviews: [wireReview({ received_at: '2026-11-20T09:00:00.400Z' })],
    };
    expect(titles(sources)).toEqual([
      'Verified',
      'Review: Suspicious, 0 comments',
      'Submitted',
      'In progress',
      'Attempt created',
    ]);
  });

  it('tells who, why, and what concerns an earlier attempt with the code', () => {
    const staff = { role: 'staff', user_id: 9 } as const;
    const [removal] = merge({
      attempt: wireAttempt({ id: 2 }),
      history: [wireChange(at(50), 'error', null, { changed_by: staff, reason: 'Network down' })],
    });
    expect(removal).toMatchObject({
      kind: 'removed',
      by: 'Staff (user 9)',
      reason: 'Network down',
      isEarlierAttempt: true,
    });
  });

  it('has the remarks that need eyes at the times at which they happened, of the current review of the attempt', () => {
    const comments = [
      wireComment({ start: 90, status: 'Rules Violation', comment: 'A phone' }),
      wireComment({ start: 100, status: 'Clean' }),
      wireComment({ start: null }),
    ];
    const reviews = [wireReview({ version: 2, comments }), wireReview({ comments: [wireComment()] })];
    const attempt = wireAttempt({ started_at: at(0) });
    expect(merge({ attempt, reviews }).filter(({ kind }) => kind === 'incident')).toMatchObject([
      { at: '2026-11-20T09:01:30.000Z', title: 'Rules Violation at 0:01:30', reason: 'A phone' },
    ]);
    expect(titles({ attempt: wireAttempt(), reviews })).not.toContain('Rules Violation at 0:01:30');
    expect(titles({ attempt: { ...attempt, id: 2 }, reviews })).not.toContain('Rules Violation at 0:01:30');
  });

  it('has each value of an allowance and its removal, and the present ones', () => {
    const allowanceChanges = [
      wireAllowanceChange({ value: 'May use notes', key: 'review_policy_exception', changed_at: at(9) }),
      wireAllowanceChange({ value: null, changed_at: at(8), changed_by: { role: 'unknown', user_id: null } }),
      wireAllowanceChange({ changed_at: at(7) }),
    ];
    expect(merge({ allowanceChanges }).map(({ title, by }) => [title, by])).toEqual([
      ['Exception for the reviewers: May use notes', 'Staff (user 901)'],
      ['Additional time taken back', 'Outside the service'],
      ['15 more minutes in total', 'Staff (user 901)'],
      ['Attempt created', ''],
    ]);
    expect(presentAllowances(allowanceChanges)).toEqual([{ key: 'review_policy_exception', value: 'May use notes' }]);
  });

  it('has notes, also those on earlier attempts with the code, and failed deliveries in their order', () => {
    const notes = [wireNote({ created: at(20), attempt_id: 9 }), wireNote({ id: 6, created: at(10), text: null })];
    const failure = { event_id: 'evt_1', type: 'proctoring.attempt.verified.v1', tries: 9, last_status: 500 };
    const deliveries = [
      { eventId: 'evt_1', webhook: 'LMS', failure: { ...failure, last_error: 'HTTP 500', at: at(15) } },
    ];
    expect(
      merge({ notes, deliveries }).map(({ title, reason, isEarlierAttempt }) => [title, reason, isEarlierAttempt]),
    ).toEqual([
      ['Note', 'Fire alarm', true],
      ['Not delivered to LMS: proctoring.attempt.verified.v1', 'HTTP 500', false],
      ['Note, erased with the learner’s data', null, false],
      ['Attempt created', null, false],
    ]);
  });

  it('keeps a change after the review that caused it, also beside a failed delivery', () => {
    const failure = { event_id: 'evt_1', type: 'proctoring.attempt.verified.v1', tries: 9, last_status: 500 };
    const sources = {
      history: [wireChange(at(30), 'submitted', 'verified', { changed_by: { role: 'vendor', user_id: null } })],
      reviews: [wireReview({ received_at: at(30).replace(/(?:\.\d+)?Z$/, '.500Z'), comments: [] })],
      deliveries: [{ eventId: 'evt_1', webhook: 'LMS', failure: { ...failure, last_error: 'HTTP 500', at: at(40) } }],
    };
    expect(titles(sources).slice(1, 3)).toEqual(['Verified', 'Review: Suspicious, 0 comments']);
  });

  it('shows a status without wording by its name', () => {
    expect(titles({ history: [wireChange(at(1), 'created', 'paused_by_robot')] })[0]).toBe('paused by robot');
  });

  it('has an id of its own for each entry', () => {
    const reviews = [2, 1].map(version => wireReview({ version }));
    const history = ['submitted', 'verified'].map(status => wireChange(at(1), 'started', status));
    const ids = merge({ reviews, history }).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
