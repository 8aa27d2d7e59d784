import { describe, expect, it } from 'vitest';
import type { Exam, ExamFields, ExamUpdate } from '../../src/domain/exams/exam.ts';
import { examAtBackend, externalIdAt, newExam, withExternalIds } from '../../src/domain/exams/externalIds.ts';
import { anExam } from '../support/builders.ts';

const DEFAULT = 'usual';
const ids = (externalIds: Record<string, string>) => new Map(Object.entries(externalIds));

/** Exams in the states of the cases below; those of an earlier release have one external id. */
const NEW = anExam({ backend: 'a' });
const KNOWN = anExam({ backend: 'a', externalId: 'A1', externalIds: ids({ a: 'A1' }) });
const MOVED = anExam({ backend: 'b', externalIds: ids({ a: 'A1' }) });
const BOTH = anExam({ backend: 'b', externalId: 'B1', externalIds: ids({ a: 'A1', b: 'B1' }) });
const EARLIER = anExam({ backend: 'a', externalId: 'E1' });
const BY_DEFAULT = anExam({ backend: null, externalId: 'D1', externalIds: ids({ [DEFAULT]: 'D1' }) });
const OF_FORMER_DEFAULT = anExam({ backend: null, externalId: 'F1', externalIds: ids({ former: 'F1' }) });

describe('the external id of an exam', () => {
  it.each<[string, Exam, string, string | null]>([
    ['its present backend', KNOWN, 'a', 'A1'],
    ['a former backend', BOTH, 'a', 'A1'],
    ['a former backend, while it has none at the present one', MOVED, 'a', 'A1'],
    ['a backend that has assigned none', MOVED, 'b', null],
    ['another backend', KNOWN, 'b', null],
    ['the default backend', BY_DEFAULT, DEFAULT, 'D1'],
    ['another default backend than before', BY_DEFAULT, 'b', null],
    ['each backend, for an exam of an earlier release', EARLIER, 'b', 'E1'],
    ['a backend without any', NEW, 'a', null],
    ['a backend named like a member of objects', KNOWN, 'constructor', null],
    ['a backend whose id was stored by an earlier release, beside others', { ...MOVED, externalId: 'B1' }, 'b', 'B1'],
  ])('is known at %s', (_case, exam, backend, expected) => {
    expect(externalIdAt(exam, backend)).toBe(expected);
    expect(examAtBackend(exam, backend)).toEqual({ ...exam, externalId: expected });
  });

  it('of a new exam is that at its backend', () => {
    const { examId, externalIds: _, ...fields } = NEW;
    expect(newExam(fields, examId, DEFAULT)).toEqual(NEW);
    expect(newExam({ ...fields, externalId: 'A1' }, examId, DEFAULT)).toEqual(KNOWN);
    expect(newExam({ ...fields, backend: null, externalId: 'D1' }, examId, DEFAULT)).toEqual(BY_DEFAULT);
  });
});

describe('a change of an exam', () => {
  it.each<[string, Exam, Partial<ExamFields>, ExamUpdate]>([
    ['of another field has no external id', KNOWN, { examName: 'New' }, { examName: 'New' }],
    ['to its own backend has none', KNOWN, { backend: 'a' }, { backend: 'a' }],
    ['to the default backend by its name has none', BY_DEFAULT, { backend: DEFAULT }, { backend: DEFAULT }],
    ['to a new backend begins without one', KNOWN, { backend: 'b' }, { backend: 'b', externalId: null }],
    ['to no backend leaves that of the named one', KNOWN, { backend: null }, { backend: null, externalId: null }],
    ['to a former backend brings its own back', BOTH, { backend: 'a' }, { backend: 'a', externalId: 'A1' }],
    [
      'to another backend keeps that of an earlier release for the former one',
      EARLIER,
      { backend: 'b' },
      { backend: 'b', externalId: null, externalIds: ids({ a: 'E1' }) },
    ],
    [
      'that names one sets it at the present backend',
      NEW,
      { externalId: 'A2' },
      { externalId: 'A2', externalIds: ids({ a: 'A2' }) },
    ],
    [
      'that names another one replaces it',
      BOTH,
      { externalId: 'B2' },
      { externalId: 'B2', externalIds: ids({ b: 'B2' }) },
    ],
    [
      'that names one and a backend sets it there',
      EARLIER,
      { backend: 'b', externalId: 'B2' },
      { backend: 'b', externalId: 'B2', externalIds: ids({ a: 'E1', b: 'B2' }) },
    ],
    [
      'that names one at the default backend sets it there',
      KNOWN,
      { backend: null, externalId: 'D2' },
      { backend: null, externalId: 'D2', externalIds: ids({ [DEFAULT]: 'D2' }) },
    ],
    ['that names the known one has none', KNOWN, { externalId: 'A1' }, {}],
    ['that names the one of an earlier release has none', EARLIER, { externalId: 'E1' }, {}],
    [
      'that clears it does so at the present backend only',
      BOTH,
      { externalId: null },
      { externalId: null, externalIds: new Map([['b', null]]) },
    ],
    [
      'that clears that of an earlier release removes it',
      EARLIER,
      { externalId: null },
      { externalId: null, externalIds: new Map([['a', null]]) },
    ],
    ['after a change of the default backend has none of the former one', OF_FORMER_DEFAULT, {}, { externalId: null }],
  ])('%s', (_case, exam, changes, expected) => {
    expect(withExternalIds(exam, changes, DEFAULT)).toEqual(expected);
  });
});
