/** Parsing of pasted lists and CSV files of additional time. */

export interface AllowanceRow {
  /** Line of the input, from 1. */
  line: number;
  /** A username, email or id. */
  learner: string;
  examId: number;
  examName: string;
  minutes: number;
  /** The present minutes by the service's check, null without any. */
  before?: string | null | undefined;
}

export interface RowFault {
  line: number;
  fault: string;
}

export interface ExamChoice {
  id: number;
  content_id: string;
  exam_name: string;
}

export interface RowDefaults {
  /** For lines that name a learner only. */
  examId: number | null;
  minutes: number | null;
}

/** Rows that one request grants: the same exam and minutes, now and then. */
export function groupRows(rows: readonly AllowanceRow[]): AllowanceRow[][] {
  return [...Map.groupBy(rows, ({ examId, minutes, before }) => `${examId} ${minutes} ${before}`).values()];
}

const MAX_ROWS = 1000;
const MAX_MINUTES = 1_000_000;
const HEADINGS = /^(?:user|users?name|learner|e-?mail)$/i;

/**
 * Reads lines of `learner`, `learner,exam` or `learner,exam,minutes`; an exam is named by its id, content id or name. Commas,
 * semicolons and tabs separate; the first line may be a heading.
 */
export function parseAllowanceRows(
  text: string,
  exams: readonly ExamChoice[],
  defaults: RowDefaults,
): { rows: AllowanceRow[]; faults: RowFault[] } {
  const rows: AllowanceRow[] = [];
  const faults: RowFault[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of readLines(text)) {
    // One fault for all of them: a file can have a million lines.
    if (rows.length + faults.length >= MAX_ROWS) {
      faults.push({ line, fault: `and all later ones are beyond ${MAX_ROWS} lines; send them separately` });
      break;
    }
    const row = parseRow(line, cells, exams, defaults);
    const previous = 'fault' in row ? undefined : seen.get(`${row.learner.toLowerCase()} ${row.examId}`);
    if ('fault' in row) faults.push(row);
    else if (previous !== undefined) faults.push({ line, fault: `repeats the learner and exam of line ${previous}` });
    else {
      seen.set(`${row.learner.toLowerCase()} ${row.examId}`, line);
      rows.push(row);
    }
  }
  return { rows, faults };
}

/** Yields the lines but empty ones and the heading. Cells are split as they are read: only the first lines of a long file are. */
function* readLines(text: string): Generator<{ line: number; cells: string[] }> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  let isFirst = true;
  for (const [index, content] of lines.entries()) {
    const cells = splitCells(content);
    if (cells.every(cell => cell === '')) continue;
    if (!isFirst || !HEADINGS.test(cells[0] ?? '')) yield { line: index + 1, cells };
    isFirst = false;
  }
}

/** Cells between separators; quotes protect separators, two quotes are one. */
function splitCells(content: string): string[] {
  const cells: string[] = [];
  for (const [, quoted, plain = ''] of content.matchAll(
    /(?:^|[,;\t])\s*(?:"((?:[^"]|"")*)"\s*(?=[,;\t]|$)|([^,;\t]*))/g,
  )) {
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim());
  }
  return cells;
}

function parseRow(
  line: number,
  cells: readonly string[],
  exams: readonly ExamChoice[],
  defaults: RowDefaults,
): AllowanceRow | RowFault {
  const [learner = '', examText = '', minutesText = '', ...others] = cells;
  if (others.some(cell => cell !== '')) return { line, fault: 'has more than learner, exam and minutes' };
  if (learner === '') return { line, fault: 'names no learner' };
  const exam = findExam(examText, exams, defaults.examId);
  if (typeof exam === 'string') return { line, fault: exam };
  const minutes = minutesText === '' ? defaults.minutes : parseMinutes(minutesText);
  if (minutes === null) return { line, fault: 'has no whole number of minutes' };
  return { line, learner, examId: exam.id, examName: exam.exam_name, minutes };
}

function parseMinutes(text: string): number | null {
  return /^\d{1,7}$/.test(text) && Number(text) <= MAX_MINUTES ? Number(text) : null;
}

/** The exam, or the fault. */
function findExam(text: string, exams: readonly ExamChoice[], defaultId: number | null): ExamChoice | string {
  if (text === '')
    return exams.find(({ id }) => id === defaultId) ?? 'names no exam; choose one above, or add a column';
  const matches = exams.filter(
    ({ id, content_id, exam_name }) =>
      String(id) === text || content_id === text || exam_name.toLowerCase() === text.toLowerCase(),
  );
  if (matches.length > 1) return `names an exam that exists ${matches.length} times: "${text}"; use its id`;
  return matches[0] ?? `names an exam that the course does not have: "${text}"`;
}
