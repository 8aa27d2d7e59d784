import { expect, it } from 'vitest';
import { toCsv as serviceCsv } from '../../../src/api/contract/csv.ts';
import { csvWriter } from '../../../src/staff/reportCsv.ts';
import type { ReportRow } from '../../../src/staff/wire.ts';

/** Fewer columns than a report has. */
const TEXTS = ['plain', '=1+1', ' @x', '"quoted", with; separators|', 'two\r\nlines', '\uff1dfull width', '', '-5'];
const rows = TEXTS.map((student_name, attempt_id) => ({ attempt_id, student_name, is_archived: false, email: null }));

it('the CSV of the page has the columns and the escapes of the service’s', () => {
  const toCsv = csvWriter();
  const text = [rows.slice(0, 3), rows.slice(3), []].map(page => toCsv(page as unknown as ReportRow[])).join('');
  expect(text).toBe(`\uFEFF${serviceCsv(Object.keys(rows[0] ?? {}), rows)}`);
});

it('the CSV of no rows has no row', () => {
  expect(csvWriter()([])).toBe('\uFEFFattempt_code\r\n');
});
