import { describe, expect, it } from 'vitest';
import {
  divideActions,
  subjectOf,
  subjectOfAttempt,
  subjectOfList,
  type WaitingAction,
} from '../../../src/staff/departure.ts';
import { wireAttempt } from '../../support/staffWire.ts';

const action = (id: number, subjects: string[], overrides: Partial<WaitingAction> = {}): WaitingAction => ({
  ...{ id, subjects, isDecision: false, isLong: false },
  ...overrides,
});
const decision = (id: number, ...subjects: string[]) => action(id, subjects, { isDecision: true });

function divide(actions: readonly WaitingAction[], busy: string[] = []) {
  const { sent, others } = divideActions(actions, new Map(busy.map(subject => [subject, true])));
  return [sent, others].map(part => part.map(({ id }) => id));
}

describe('a page that is closed', () => {
  it.each<[string, WaitingAction[], string[], number[], number[]]>([
    ['sends actions on different attempts', [action(1, ['a']), decision(2, 'b'), action(3, [])], [], [2, 1, 3], []],
    ['sends the decision of two actions on one attempt', [action(1, ['a']), decision(2, 'a')], [], [2], [1]],
    ['sends the latest of two decisions', [decision(1, 'a'), decision(2, 'a'), decision(3, 'b')], [], [3, 2], [1]],
    ['sends the first of two other changes', [action(1, ['a']), action(2, ['a'])], [], [1], [2]],
    ['does not divide an action on many', [decision(1, 'a', 'b'), decision(2, 'b')], [], [2], [1]],
    ['sends nothing beside what is being sent', [decision(1, 'a'), action(2, ['b'])], ['a'], [2], [1]],
    [
      'sends no list beside a change at its exam',
      [action(1, ['7 5']), action(2, ['* 5']), action(3, ['* 6'])],
      [],
      [1, 3],
      [2],
    ],
    ['sends no change beside a list at its exam', [action(1, ['* 5']), decision(2, '7 5')], [], [2], [1]],
    ['sends nothing beside a list that is being sent', [action(1, ['7 5']), action(2, ['7 6'])], ['* 5'], [2], [1]],
    ['begins no long list', [action(1, [], { isLong: true })], [], [], [1]],
  ])('%s', (_case, actions, busy, sent, others) => {
    expect(divide(actions, busy)).toEqual([sent, others]);
  });

  it('sends at most 1000 rows, which fit in the 64 KB of a browser', () => {
    const bulk = (id: number) => decision(id, ...Array.from({ length: 500 }, (_, index) => `${id} ${index}`));
    expect(divide([bulk(1), bulk(2), bulk(3)])).toEqual([[3, 2], [1]]);
  });
});

describe('the subject of an action', () => {
  it('is the same for an attempt and the allowances of its learner at its exam', () => {
    const exam = { id: 5 } as NonNullable<ReturnType<typeof wireAttempt>['proctored_exam']>;
    expect(subjectOfAttempt(wireAttempt({ proctored_exam: exam }))).toBe(subjectOf(7, 5));
    expect(subjectOf(7, 5)).not.toBe(subjectOf(7, 6));
    expect([subjectOf(7, 5), subjectOfList(5)]).toEqual(['7 5', '* 5']);
  });
});
