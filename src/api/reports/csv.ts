/** What a cell of a table can hold. */
export type Cell = string | number | boolean | null;

/** UTF-8 with its byte order mark, without which spreadsheets read a file in the code page of their computer. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table as CSV (RFC 4180): lines end in CRLF, the header comes first. What a spreadsheet would take for a formula gets
 * an apostrophe in front: texts come from vendors and learners.
 */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = [columns, ...rows.map(row => columns.map(column => harmless(row[column] ?? null)))];
  return lines.map(cells => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/**
 * OWASP, "CSV Injection": a cell that begins with one of these, also after what is skipped, is a formula; the last four
 * are the same in full width.
 */
const FORMULA = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]/;

function harmless(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Spreadsheets may split at other separators as well, some at several at once: none of them stands outside of quotes. */
const NEEDS_QUOTES = /[",;|\t\r\n]/;

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
