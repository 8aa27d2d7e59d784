/** The value of a table cell. */
export type Cell = string | number | boolean | null;

/** Spreadsheets read a file without it in the computer's code page instead of UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table as CSV (RFC 4180): CRLF, header first. Cells that a spreadsheet would evaluate as a formula get an apostrophe
 * prefix, because texts come from vendors and learners.
 */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = [columns, ...rows.map(row => columns.map(column => escapeFormula(row[column] ?? null)))];
  return lines.map(cells => `${cells.map(quoteCell).join(',')}\r\n`).join('');
}

/**
 * OWASP, "CSV Injection": a cell that begins with one of these, also after skipped characters, is a formula. The last four
 * are their full-width forms.
 */
const FORMULA = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]/;

function escapeFormula(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Spreadsheets may split at other separators, too: cells with any of them are quoted. */
const NEEDS_QUOTES = /[",;|\t\r\n]/;

function quoteCell(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
