import { describe, expect, it } from 'vitest';
import { actor, toWireActor } from '../../src/api/contract/actor.ts';
import { ACTOR_ROLES } from '../../src/domain/actors.ts';
import { fromAttemptItem, toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { fromChangeItem, toChangeItem } from '../../src/store/dynamodb/changeItem.ts';
import { fromHistoryItem } from '../../src/store/history/historyItem.ts';
import { anAttempt } from '../support/builders.ts';

const BY_STAFF = { role: 'staff', userId: 43 } as const;

describe('the author of a change', () => {
  it.each(ACTOR_ROLES)('is read as it was stored: %s', role => {
    const change = { by: { role, userId: 7 }, reason: 'a retake' };
    expect(fromChangeItem(toChangeItem(change))).toEqual(change);
  });

  it.each([
    ['of a manual edit', 'superuser'],
    ['in another case', 'Staff'],
    ['of no text', 5],
    ['that is absent', undefined],
  ])('is unknown for a stored role %s, and answers show it', (_case, role) => {
    const { by, reason } = fromChangeItem({ role, user_id: 43, reason: 'by the console' });
    expect([by, reason]).toEqual([{ role: 'unknown', userId: 43 }, 'by the console']);
    expect(actor().safeParse(toWireActor(by)).success).toBe(true);
  });

  it('is unknown in the attempt and in its history for a role of a manual edit', () => {
    const attempt = anAttempt({ lastChange: { by: BY_STAFF, reason: null } });
    const manual = { role: 'superuser', user_id: 43 };
    expect(fromAttemptItem({ ...toAttemptItem(attempt), last_change: manual }).lastChange?.by.role).toBe('unknown');
    expect(fromHistoryItem({ changed_by: manual }).changedBy).toEqual({ role: 'unknown', userId: 43 });
  });
});
