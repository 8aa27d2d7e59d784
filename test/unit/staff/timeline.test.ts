import { describe, expect, it } from 'vitest';
import { mergeTimeline, type TimelineSources } from '../../../src/staff/timeline.ts';
import { wireAllowance, wireAttempt, wireChange, wireComment, wireReview } from '../../support/staffWire.ts';

const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z`;

function merge(sources: Partial<TimelineSources>) {
  return mergeTimeline({ attempt: wireAttempt(), history: [], reviews: [], allowances: [], ...sources });
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
      allowances: [wireAllowance({ created: at(10), modified: at(12) })],
    };
    expect(titles(sources)).toEqual([
      'Verified',
      'Review: Suspicious, 1 comment',
      'Submitted',
      '15 more minutes changed',
      'In progress',
      'Attempt created',
    ]);
    expect(merge(sources).map(({ by }) => by)).toEqual([
      'Vendor',
      'Vendor (software_secure)',
      'Learner',
      'Staff',
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
