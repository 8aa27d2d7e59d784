import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, toCsv } from '../../src/api/contract/csv.ts';
import { anyText } from '../support/anyText.ts';
import { parseCsv } from '../support/csv.ts';
import { runs } from '../support/runs.ts';

const csvOf = (cell: Cell) => toCsv(['a'], [{ a: cell }]);

describe('a table as CSV', () => {
  it.each([
    ['plain', 'plain\r\n'],
    ['a,b', '"a,b"\r\n'],
    ['say "no"', '"say ""no"""\r\n'],
    ['two\nlines', '"two\nlines"\r\n'],
    ['a;b', '"a;b"\r\n'],
    ['a|b', '"a|b"\r\n'],
    ['a\tb', '"a\tb"\r\n'],
    ['', '\r\n'],
    [null, '\r\n'],
    [5, '5\r\n'],
    [-5, '-5\r\n'],
    [false, 'false\r\n'],
    ['Zoë 😀', 'Zoë 😀\r\n'],
  ])('%j is written as %j', (cell, line) => {
    expect(csvOf(cell)).toBe(`a\r\n${line}`);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\0=1',
    '  =1',
    '\u00a0=1',
    '＝1',
    '＋1',
    '－1',
    '＠a',
    '\ttab',
    '=HYPERLINK("http://evil.example","x")',
  ])('%j is not a formula', cell => {
    expect(parseCsv(csvOf(cell))[1]).toEqual([`'${cell}`]);
  });

  it.each(['x;=1+1', ';=1', 'x; =1', 'x\t=1', '\t=1', 'x|=1', 'x,=1', 'x\n=1', 'x;"\t=1'])(
    '%j is not a formula for a program that splits at any of , ; | and TAB',
    cell => {
      for (const field of splitAnywhere(toCsv(['a', 'b'], [{ a: 'first', b: cell }]))) {
        expect(field).not.toMatch(/^[\s\0]*[=+\-@]/);
      }
    },
  );

  it.each(['a=1', "'=1", 'x@example.com', '1-1', '😀', '{"a":1}'])('%j is unchanged', cell => {
    expect(parseCsv(csvOf(cell))[1]).toEqual([cell]);
  });

  it('without rows is the header, with the columns in the given order', () => {
    expect(toCsv(['b', 'a'], [])).toBe('b,a\r\n');
    expect(toCsv(['b', 'a'], [{ a: 1, b: 2 }])).toBe('b,a\r\n2,1\r\n');
  });
});

/** The fields of a program that splits at each of these separators. */
function splitAnywhere(csv: string): string[] {
  return [...csv.matchAll(/(?<=^|[,;|\t\r\n])(?:"((?:[^"]|"")*)"|([^",;|\t\r\n]*))(?=$|[,;|\t\r\n])/g)].map(
    ([, inQuotes, plain]) => inQuotes ?? plain ?? '',
  );
}

/** Mostly special characters of CSV and spreadsheets. */
const text = fc.oneof(fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\0 ",;|\'aé😀'), maxLength: 12 }), anyText());

describe('any table', () => {
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain(width => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));

  it('is read back unchanged except for apostrophes, and no cell is a formula', () => {
    fc.assert(
      fc.property(table, rows => {
        const columns = (rows[0] ?? []).map((_, index) => `c${index}`);
        const records = rows.map(cells => Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell])));
        const [header, ...read] = parseCsv(toCsv(columns, records));
        expect(header).toEqual(columns);
        expect(read.map(cells => cells.length)).toEqual(rows.map(cells => cells.length));
        for (const [at, cells] of rows.entries()) {
          for (const [index, cell] of cells.entries()) {
            const readCell = read[at]?.[index] ?? '';
            expect([cell, `'${cell}`]).toContain(readCell);
            expect(readCell).not.toMatch(/^[\s\0]*[=+\-@]|^[\t\r\n\0]/);
          }
        }
        for (const field of splitAnywhere(toCsv(columns, records))) expect(field).not.toMatch(/^[\s\0]*[=+\-@]/);
      }),
      { numRuns: runs(300) },
    );
  });
});
