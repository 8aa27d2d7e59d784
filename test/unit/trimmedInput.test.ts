import { describe, expect, it } from 'vitest';
import { removeAllowance, setAllowance, setAllowances } from '../../src/api/allowances/contract.ts';
import { createAttempt } from '../../src/api/attempts/contract.ts';
import { registerLearners } from '../../src/api/learners/contract.ts';
import { searchAttempts } from '../../src/api/lists/contract.ts';
import { getViolationReport } from '../../src/api/reports/contract.ts';
import { normaliseAllowance, normaliseBulkAllowance } from '../../src/domain/allowances/allowance.ts';
import { check } from '../../src/validation/validation.ts';

/** Identifiers and parsed values are trimmed. */
const grant = { exam_id: 1, user_info: 'ada', key: 'additional_time_granted', value: '5' };
const bulk = { exam_ids: '1', user_ids: 'ada', allowance_type: 'additional_time_granted', value: '5' };
const person = { id: 7, username: 'ada', email: 'ada@example.com', name: 'Ada' };

describe('the reference to a learner', () => {
  it.each([
    ['ada', 'ada'],
    [' ada ', 'ada'],
    ['\t\u00a0ada@example.com\n', 'ada@example.com'],
    ['602857522', '602857522'],
    [' 602857522 ', '602857522'],
    [602857522, 602857522],
    [`${' '.repeat(300)}ada`, 'ada'],
    ['', ''],
    [' ', ''],
  ])('user_info %j', (sent, read) => {
    expect(check(setAllowance.body(), { ...grant, user_info: sent }).user_info).toBe(read);
  });

  it.each<[unknown, unknown[]]>([
    [
      ['ada', 7, '7', 7],
      ['ada', 7, '7'],
    ],
    [[' ada ', 'ada', ''], ['ada']],
    [' ada , 7,, 7 ', ['ada', '7']],
    [7, [7]],
    [
      [602857522, ' 602857522'],
      [602857522, '602857522'],
    ],
  ])('user_ids %j', (sent, read) => {
    expect(check(setAllowances.body(), { ...bulk, user_ids: sent }).user_ids).toEqual(read);
  });

  it.each([null, true, {}, ['ada'], 'x'.repeat(256)])('not by %j', sent => {
    expect(() => check(setAllowance.body(), { ...grant, user_info: sent })).toThrow(/user_info/);
    expect(() => check(setAllowances.body(), { ...bulk, user_ids: [sent] })).toThrow(/user_ids/);
  });

  it('in a registration', () => {
    const sent = { id: ' 7 ', username: ' ada ', email: ' ada@example.com ', name: 'Ada' };
    expect(check(registerLearners.body(), { learners: [sent] }).learners).toEqual([person]);
    expect(check(createAttempt.body(), { exam_id: 1, user: sent }).user).toEqual(person);
    expect(() => check(registerLearners.body(), { learners: [{ ...sent, username: ' ' }] })).toThrow(/username/);
  });
});

describe('other fields', () => {
  it.each<[unknown, number[]]>([
    [' 1, 2 ,', [1, 2]],
    [
      [1, '1', ' 2 '],
      [1, 2],
    ],
  ])('exam_ids %j', (sent, read) => {
    expect(check(setAllowances.body(), { ...bulk, exam_ids: sent }).exam_ids).toEqual(read);
  });

  it('ids, keys, searches and the status of a report are trimmed', () => {
    expect(check(removeAllowance.body(), { exam_id: ' 1 ', user_id: '\t7', key: ' k ' })).toEqual({
      exam_id: 1,
      user_id: 7,
      key: 'k',
    });
    expect(check(searchAttempts.params(), { course_id: 'c', text: ' ada ' }).text).toBe('ada');
    expect(check(getViolationReport.query(), { status: ' Clean ' }).status).toBe('Clean');
  });

  it('time and multipliers are trimmed; a descriptive text is not', () => {
    expect(normaliseAllowance('additional_time_granted', ' 15 ').value).toBe('15');
    expect(normaliseBulkAllowance('additional_time_granted', '15\n', 60).value).toBe('15');
    expect(normaliseBulkAllowance('time_multiplier', ' 1.5 ', 60).value).toBe('30');
    expect(normaliseAllowance('review_policy_exception', ' two  pens ').value).toBe(' two  pens ');
    for (const value of ['1 5', '', ' ', '- 5']) {
      expect(() => normaliseAllowance('additional_time_granted', value)).toThrow();
    }
  });
});
