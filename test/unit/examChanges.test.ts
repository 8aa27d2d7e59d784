import { describe, expect, it } from 'vitest';
import { changeExam } from '../../src/api/exams/contract.ts';
import { toExamChanges } from '../../src/api/exams/wire.ts';
import { check } from '../../src/validation/validation.ts';

const changesOf = (fields: object) => toExamChanges(check(changeExam.body(), { exam_id: 5, ...fields }));

describe('the changes of an exam', () => {
  it.each([
    ['due_date', 'dueDate', '2030-01-01T00:00:00Z', '2030-01-01T00:00:00.000Z'],
    ['external_id', 'externalId', 'vendor-1', 'vendor-1'],
    ['backend', 'backend', 'proctortrack', 'proctortrack'],
  ])('%s: a value sets it, "" clears it, null and absence leave it', (field, name, value, stored) => {
    expect(changesOf({ [field]: value })).toEqual({ [name]: stored });
    expect(changesOf({ [field]: '' })).toEqual({ [name]: null });
    expect(changesOf({ [field]: null })).toEqual({});
    expect(changesOf({})).toEqual({});
  });

  it.each([
    ['due_date', 'tomorrow'],
    ['due_date', ' '],
    ['due_date', 5],
    ['due_date', '+275760-01-01T00:00:00Z'],
    ['external_id', 5],
    ['external_id', 'x'.repeat(256)],
    ['backend', ['a']],
    ['backend', {}],
    ['time_limit_mins', ''],
    ['is_active', ''],
  ])('%s cannot be %j', (field, value) => {
    expect(() => changesOf({ [field]: value })).toThrow(
      expect.objectContaining({ inputErrors: [expect.objectContaining({ pointer: `/${field}` })] }),
    );
  });

  it('ignores a name that is not a string', () => {
    expect(changesOf({ exam_name: {}, is_active: false })).toEqual({ isActive: false });
  });
});
