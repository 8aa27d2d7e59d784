/** The value of a table cell. */
export type Cell = string | number | boolean | null;
type CsvRow = Readonly<Record<string, Cell>>;

/** Spreadsheets read a file without it in the computer's code page instead of UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table as CSV (RFC 4180): CRLF, header first. Cells that a spreadsheet would evaluate as a formula get an apostrophe
 * prefix, because texts come from vendors and learners.
 */
export function toCsv(columns: readonly string[], rows: readonly CsvRow[]): string {
  return toLine(columns) + toCsvRows(columns, rows);
}

/** The same without the header, for a table that is written page by page. */
export function toCsvRows(columns: readonly string[], rows: readonly CsvRow[]): string {
  return rows.map(row => toLine(columns.map(column => escapeFormula(row[column] ?? null)))).join('');
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(quoteCell).join(',')}\r\n`;
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
