import { BYTE_ORDER_MARK, toCsv, toCsvRows } from '../api/contract/csv.ts';
import type { ReportRow } from './wire.ts';

/** Makes CSV of a report, page after page, in UTC: the columns are those of the first row. */
export function csvWriter(): (rows: readonly ReportRow[]) => string {
  let columns: string[] | undefined;
  return rows => {
    if (columns !== undefined) return toCsvRows(columns, rows);
    columns = Object.keys(rows[0] ?? { attempt_code: '' });
    return BYTE_ORDER_MARK + toCsv(columns, rows);
  };
}
