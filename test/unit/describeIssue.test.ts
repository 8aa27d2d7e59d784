import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { check } from '../../src/validation/validation.ts';

const WRONG: readonly unknown[] = [
  'garbage',
  '',
  ' ',
  'x'.repeat(70_000),
  '\u0000',
  '2027-13-45T99:00:00Z',
  '2027-01-01T00:00:00',
  7,
  -1,
  1.5,
  1e30,
  true,
  null,
  [],
  [{}],
  ['garbage', 7],
  {},
  { garbage: {} },
];

type Schema = z.core.$ZodType;

/** The member names of a body, query or path, of all its forms. */
function membersOf(schema: Schema): string[] {
  const { def } = schema._zod as { def: { shape?: object; options?: Schema[]; in?: Schema; innerType?: Schema } };
  if (def.shape) return Object.keys(def.shape);
  return [...(def.options ?? []), def.in, def.innerType].flatMap(part => (part ? membersOf(part) : []));
}

/** The details of an input's errors, empty if it is valid. */
function detailsOf(schema: Schema, input: unknown): string[] {
  try {
    check(schema, input);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.inputErrors.map(({ detail }) => detail);
  }
}

const SCHEMAS = CONTRACT.flatMap(({ endpoints }) => endpoints).flatMap(({ id, params, query, body }) =>
  Object.entries({ params, query, body }).flatMap(([part, schema]) =>
    schema === undefined ? [] : [{ id, part, schema: schema() as Schema }],
  ),
);

describe('an invalid input', () => {
  it.each(SCHEMAS)('is described field by field: the $part of $id', ({ schema }) => {
    const members = membersOf(schema);
    const inputs = WRONG.flatMap(value => [
      value,
      ...(members.length > 0 ? [Object.fromEntries(members.map(name => [name, value]))] : []),
    ]);
    const details = new Set(inputs.flatMap(input => detailsOf(schema, input)));
    expect(details.size).toBeGreaterThan(0);
    for (const detail of details) {
      expect(detail).toMatch(/^must /);
      expect(detail).not.toContain('garbage');
    }
  });

  it('is described for the due date of an exam', () => {
    const schema = SCHEMAS.find(({ id, part }) => id === 'createExam' && part === 'body')?.schema as Schema;
    const due = (due_date: unknown) =>
      detailsOf(schema, {
        ...{ course_id: 'c', content_id: 'b', external_id: null, exam_name: 'e', time_limit_mins: 1, due_date },
        ...{ is_proctored: true, is_practice_exam: false, is_active: true, hide_after_due: false },
      });
    for (const wrong of ['tomorrow', '2027-01-01', '2027-01-01T00:00:00', 7]) {
      expect(due(wrong)).toEqual(['must be an ISO 8601 date and time with an offset']);
    }
    expect(due('2027-01-01T00:00:00Z')).toEqual([]);
  });
});
