import { describe, expect, it } from 'vitest';
import { setEdxExamsAllowances } from '../../src/api/allowances/edxExams/contract.ts';
import { startTimeJob } from '../../src/api/examControl/contract.ts';
import { normaliseAllowance, normaliseBulkAllowance } from '../../src/domain/allowances/allowance.ts';
import { isPersonalAllowance } from '../../src/domain/privacy/personalData.ts';
import { check } from '../../src/validation/validation.ts';

const badValue = (message: string) =>
  expect.objectContaining({ code: 'bad_allowance_value', field: 'allowance_value', message });

describe('the minutes of a time job', () => {
  const job = { reason: 'fire alarm', idempotency_key: 'k' };

  it.each([5, '5'])('%j are whole and more than zero', minutes => {
    expect(check(startTimeJob.body(), { ...job, minutes }).minutes).toBe(5);
  });

  it.each([0, -1, 1.5, '1.5', 'x', null, undefined])('%j are rejected', minutes => {
    expect(() => check(startTimeJob.body(), { ...job, minutes })).toThrow(/minutes/);
  });
});

describe('additional time', () => {
  it.each([
    ['0', '0'],
    [' 15 ', '15'],
    ['007', '7'],
    ['525600', '525600'],
  ])('%j is %s minutes', (value, minutes) => {
    expect(normaliseAllowance('additional_time_granted', value)).toEqual({
      key: 'additional_time_granted',
      value: minutes,
    });
  });

  it.each(['', '-1', '1.5', '525601', '0000015', '15 min', 'x15', 'NaN'])('rejects %j', value => {
    const message = 'The value must be whole minutes from 0 to 525600.';
    expect(() => normaliseAllowance('additional_time_granted', value)).toThrow(badValue(message));
  });

  it.each([
    ['1', '0'],
    ['1.5', '45'],
    [' 2 ', '90'],
    ['100', '8910'],
    ['1.01', '1'],
    ['1.15', '14'],
    ['1.149999999999999999', '13'],
    ['1.00000000000000000001', '0'],
  ])('as the multiplier %j of 90 minutes is %s additional minutes', (value, minutes) => {
    expect(normaliseBulkAllowance('time_multiplier', value, 90)).toEqual({
      key: 'additional_time_granted',
      value: minutes,
    });
  });

  it('as a multiplier of a limit with a fraction, of a manual edit, is rounded', () => {
    expect(normaliseBulkAllowance('time_multiplier', '2', 22.5).value).toBe('23');
  });

  it.each(['', '0.5', '0', '100.1', '101', '1000', '1.', '.5', '1e1', 'x1', '1x', `1.${'0'.repeat(21)}`])(
    'rejects %j as a multiplier',
    value => {
      const message = 'The value must be a number from 1 to 100.';
      expect(() => normaliseBulkAllowance('time_multiplier', value, 90)).toThrow(badValue(message));
    },
  );
});

describe('minutes in the format of edx-exams', () => {
  const parse = (extra_time_mins: unknown) =>
    setEdxExamsAllowances.body().safeParse([{ username: 'ada', exam_id: 5, extra_time_mins }]);

  it.each([
    [22.5, 22.5],
    [1e3, 1000],
    [' 10 ', 10],
    ['007', 7],
    ['22.5', 22.5],
    ['525600', 525_600],
  ])('%j are %s', (value, minutes) => {
    expect(parse(value).data).toMatchObject([{ extra_time_mins: minutes }]);
  });

  it.each([' ', '0x10', '0b1', '1e3', '+5', '-1', '.5', '5.', '1,5', '525600.5', '1000000', 'Infinity', 525_601, -1])(
    '%j is rejected',
    value => {
      const message = 'must be minutes from 0 to 525600';
      expect(parse(value).error?.issues).toMatchObject([{ path: [0, 'extra_time_mins'], message }]);
    },
  );
});

describe('any other allowance', () => {
  it('is stored unchanged, also in bulk', () => {
    const allowance = { key: 'review_policy_exception', value: ' may look away ' };
    expect(normaliseAllowance(allowance.key, allowance.value)).toEqual(allowance);
    expect(normaliseBulkAllowance(allowance.key, allowance.value, 90)).toEqual(allowance);
    expect(normaliseAllowance('time_multiplier', '2')).toEqual({ key: 'time_multiplier', value: '2' });
  });

  it('has at most 10,000 characters', () => {
    expect(normaliseAllowance('note', 'x'.repeat(10_000)).value).toHaveLength(10_000);
    const message = 'The value must have at most 10000 characters.';
    expect(() => normaliseAllowance('note', 'x'.repeat(10_001))).toThrow(badValue(message));
  });

  it('is free text about the learner; additional time is not', () => {
    expect(['additional_time_granted', 'note', 'time_multiplier'].map(isPersonalAllowance)).toEqual([
      false,
      true,
      true,
    ]);
  });
});
