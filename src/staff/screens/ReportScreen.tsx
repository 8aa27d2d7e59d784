import { useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { saveFile } from '../download.ts';
import { addressOf } from '../navigation.ts';
import { announce, fail } from '../notices.ts';
import { Loading } from '../parts/Loading.tsx';
import { Moment } from '../parts/Moment.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { Status } from '../parts/Status.tsx';
import { csvWriter } from '../reportCsv.ts';
import { useLoaded } from '../useLoaded.ts';
import type { ReportRow } from '../wire.ts';

const PAGE_ROWS = 100;
const FILE_PAGE_ROWS = 1000;

/** The reviews of a course, as a table and as a file. */
export function ReportScreen({ course }: { course: string }) {
  const loaded = useLoaded(course, signal =>
    client.getViolationReport({ params: { course_id: course }, query: { limit: PAGE_ROWS } }, { signal }),
  );
  return (
    <>
      <ScreenTitle title="Reviews and violations" course={course} />
      <Loading loaded={loaded}>
        {({ results, next_cursor }) => (
          <>
            <SaveReport course={course} />
            {results.length === 0 ? (
              <p>No attempt of this course has been reviewed yet.</p>
            ) : (
              <ReportTable course={course} rows={results} />
            )}
            {next_cursor !== null && <p class="hint">The table has the latest reviews; the file has all of them.</p>}
          </>
        )}
      </Loading>
    </>
  );
}

function SaveReport({ course }: { course: string }) {
  const [rows, setRows] = useState<number | undefined>();
  const save = async () => {
    try {
      const { parts, count } = await loadReport(course, setRows);
      saveFile('violation-report.csv', 'text/csv;charset=utf-8', ...parts);
      announce(`The report has ${count} rows`);
    } catch (error) {
      fail(describeError(error));
    } finally {
      setRows(undefined);
    }
  };
  return (
    <p class="actions">
      <button type="button" disabled={rows !== undefined} onClick={() => void save()}>
        {rows === undefined ? 'Save as CSV' : `Loading, ${rows} rows so far …`}
      </button>
    </p>
  );
}

/** The report as parts of a file, which browsers may store outside memory: no more than a page is in it. */
async function loadReport(course: string, onProgress: (rows: number) => void) {
  const parts: Blob[] = [];
  const toCsv = csvWriter();
  let count = 0;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    onProgress(count);
    const query = { limit: FILE_PAGE_ROWS, ...(cursor !== undefined && { cursor }) };
    const page = await client.getViolationReport({ params: { course_id: course }, query });
    parts.push(new Blob([toCsv(page.results)]));
    count += page.results.length;
    cursor = page.next_cursor;
  }
  return { parts, count };
}

function ReportTable({ course, rows }: { course: string; rows: readonly ReportRow[] }) {
  return (
    <table>
      <caption class="hidden">Reviews, latest attempt first</caption>
      <thead>
        <tr>
          <th scope="col">Learner</th>
          <th scope="col">Exam</th>
          <th scope="col">Review</th>
          <th scope="col">Status</th>
          <th scope="col">Violations</th>
          <th scope="col">Suspicious</th>
          <th scope="col">Received</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={`${row.attempt_id} ${row.review_version}`}>
            <th scope="row">
              <a href={addressOf({ screen: 'attempt', course, code: row.attempt_code })}>
                {row.student_name || row.username || row.attempt_code}
              </a>
              {row.is_archived && <small>removed attempt</small>}
            </th>
            <td data-label="Exam">{row.exam_name ?? '–'}</td>
            <td data-label="Review">{row.review_status}</td>
            <td data-label="Status">{row.attempt_status === null ? '–' : <Status status={row.attempt_status} />}</td>
            <td data-label="Violations" class="number">
              {row.rules_violation_count}
            </td>
            <td data-label="Suspicious" class="number">
              {row.suspicious_count}
            </td>
            <td data-label="Received">
              <Moment at={row.received_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
