import { type ReportPorts, readViolationReport } from '../../usecases/reviews/readViolationReport.ts';
import { BYTE_ORDER_MARK, toCsv } from '../contract/csv.ts';
import { acceptedFormat } from '../http/acceptedFormat.ts';
import { type Answer, ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toReportRow } from './wire.ts';

const FORMATS = { json: 'application/json', ...contract.getViolationReport.formats };

/** Routes of reports on a course, for staff. */
export function reportRoutes(ports: ReportPorts): Route[] {
  return [
    serve(contract.getViolationReport, async ({ caller, params, query, headers }) => {
      const { content_id, status, limit, cursor } = query;
      const format = query.format ?? acceptedFormat(headers.accept, FORMATS);
      const reportQuery = { limit, cursor, contentId: content_id, reviewStatus: status };
      const { rows, nextCursor } = await readViolationReport(ports, caller, params.course_id, reportQuery);
      const results = rows.map(toReportRow);
      if (format === 'json') return { ...ok({ results, next_cursor: nextCursor }), headers: { vary: 'Accept' } };
      const next = nextCursor && nextPageLink({ content_id, status, limit, cursor: nextCursor, format });
      return csvAnswer(toCsv(Object.keys(contract.violationReportRow().shape), results), params.course_id, next);
    }),
  ];
}

function csvAnswer(text: string, courseId: string, next: string | null): Answer<never> {
  return {
    status: 200,
    text: BYTE_ORDER_MARK + text,
    headers: {
      'content-type': `${FORMATS.csv}; charset=utf-8`,
      'content-disposition': `attachment; filename="violation-report-${fileName(courseId)}.csv"`,
      vary: 'Accept',
      ...(next !== null && { link: next }),
    },
  };
}

/** A file name that is valid in every file system and in the header. */
function fileName(courseId: string): string {
  return courseId.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 100);
}

/** The link to the next page (RFC 8288), relative, because a gateway may add a prefix to the path. */
function nextPageLink(query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `<?${search}>; rel="next"`;
}
