import type { ReportRow } from './wire.ts';

/**
 * Makes CSV of a report, page after page, in UTC: the columns are those of the first row. Spreadsheets take the byte order mark
 * for UTF-8.
 */
export function csvWriter(): (rows: readonly ReportRow[]) => string {
  let columns: (keyof ReportRow)[] | undefined;
  return rows => {
    const isFirst = columns === undefined;
    columns ??= Object.keys(rows[0] ?? { attempt_code: '' }) as (keyof ReportRow)[];
    const names = columns;
    const lines = rows.map(row => names.map(column => cell(row[column] ?? null)).join(','));
    return `${isFirst ? '\uFEFF' : ''}${[...(isFirst ? [names.join(',')] : []), ...lines].map(line => `${line}\r\n`).join('')}`;
  };
}

/** As in the CSV of the service: a cell that begins with one of these, also after skipped characters, is a formula. */
const FORMULA = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]/;
/** Spreadsheets may split at other separators, too. */
const NEEDS_QUOTES = /[",;|\t\r\n]/;

function cell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // An apostrophe keeps spreadsheets from running a text as a formula.
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
