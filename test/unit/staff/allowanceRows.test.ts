import { describe, expect, it } from 'vitest';
import { groupRows, parseAllowanceRows, type RowDefaults } from '../../../src/staff/allowanceRows.ts';

const EXAMS = [
  { id: 5, content_id: 'block@midterm', exam_name: 'Midterm' },
  { id: 6, content_id: 'block@final', exam_name: 'Final, part 1' },
  { id: 7, content_id: 'block@quiz1', exam_name: 'Quiz' },
  { id: 8, content_id: 'block@quiz2', exam_name: 'Quiz' },
];
const NONE: RowDefaults = { examId: null, minutes: null };

const parse = (text: string, defaults = NONE) => parseAllowanceRows(text, EXAMS, defaults);
const row = (line: number, learner: string, examId: number, minutes: number) =>
  expect.objectContaining({ line, learner, examId, minutes });

describe('pasted allowances', () => {
  it.each([
    ['commas', 'mina,Midterm,15'],
    ['semicolons and blanks', ' mina ; midterm ; 15 '],
    ['tabs', 'mina\tblock@midterm\t15'],
    ['a heading', 'username,exam,minutes\nmina,5,15', 2],
    ['a byte order mark and CRLF', '\uFEFFUsername,Exam,Minutes\r\nmina,5,15\r\n\r\n', 2],
    ['quotes', '"mina","Midterm","15"'],
  ])('with %s', (_case, text, line = 1) => {
    expect(parse(text)).toEqual({ rows: [row(line as number, 'mina', 5, 15)], faults: [] });
  });

  it('of names alone take the chosen exam and minutes', () => {
    expect(parse('mina\n\njonas@personal.example\n', { examId: 5, minutes: 20 })).toEqual({
      rows: [row(1, 'mina', 5, 20), row(3, 'jonas@personal.example', 5, 20)],
      faults: [],
    });
  });

  it('have quoted cells with separators and quotes', () => {
    expect(parse('"o""hara","Final, part 1",0').rows).toEqual([row(1, 'o"hara', 6, 0)]);
  });

  it.each([
    ['mina', /names no exam/],
    ['mina,Unknown,15', /does not have: "Unknown"/],
    ['mina,Quiz,15', /exists 2 times/],
    ['mina,5', /no whole number/],
    ['mina,5,1.5', /no whole number/],
    ['mina,5,-1', /no whole number/],
    ['mina,5,0x10', /no whole number/],
    [',5,15', /names no learner/],
    ['mina,5,15,more', /more than/],
    ['jonas,5,15\nMINA,5,15\nmina,Midterm,20', /^repeats the learner and exam of line 2$/],
  ])('report the fault of %j', (text, fault) => {
    const { faults } = parse(text);
    expect(faults.map(found => found.fault)).toEqual([expect.stringMatching(fault)]);
  });

  it('are limited to 1,000 rows', () => {
    const { rows, faults } = parse(Array.from({ length: 1001 }, (_, index) => `user${index},5,15`).join('\n'));
    expect([rows.length, faults.map(({ line }) => line)]).toEqual([1000, [1001]]);
  });

  it('of nothing are empty', () => {
    expect(parse(' \n,,\n')).toEqual({ rows: [], faults: [] });
  });
});

it('rows of the same exam and minutes are one request', () => {
  const { rows } = parse('mina,5,10\njonas,5,20\nluis,5,10');
  expect(groupRows(rows).map(group => group.map(({ learner }) => learner))).toEqual([['mina', 'luis'], ['jonas']]);
});

it('lines are at most 1000, with one fault for all others, whatever they are', () => {
  const lines = (learner: string, count: number) => Array.from({ length: count }, (_, index) => `${learner}${index}`);
  const defaults = { examId: EXAMS[0]?.id ?? 0, minutes: 5 };
  const beyond = (line: number) => ({ line, fault: expect.stringContaining('beyond 1000 lines') });
  const full = parseAllowanceRows(lines('u', 50_000).join('\n'), EXAMS, defaults);
  expect([full.rows.length, full.faults]).toEqual([1000, [beyond(1001)]]);
  const faulty = parseAllowanceRows(lines(',,', 50_000).join('\n'), EXAMS, defaults);
  expect([faulty.rows.length, faulty.faults.length, faulty.faults.at(-1)]).toEqual([0, 1001, beyond(1001)]);
  expect(parseAllowanceRows(lines('u', 1000).join('\n'), EXAMS, defaults).faults).toEqual([]);
});
