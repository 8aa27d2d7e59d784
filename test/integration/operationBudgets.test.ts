import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tablesForStage } from '../../dev/dynamodb/tableDefinitions.ts';
import { type Service, startService } from '../support/bundledService/service.ts';
import { deviations } from '../support/capacity/budget.ts';
import { BUDGETS } from '../support/capacity/budgets.ts';
import { type Measure, measurer } from '../support/capacity/measure.ts';
import { MINIMUMS } from '../support/capacity/minimums.ts';
import { OPERATIONS } from '../support/operationCatalogue/catalogue.ts';
import { type Course, openCourse } from '../support/operationCatalogue/course.ts';
import type { Operation } from '../support/operationCatalogue/operation.ts';
import { IS_LONG } from '../support/runs.ts';

/** Fifty or more requests precede each of these: they are measured in the long run. */
const LONG_PREPARATIONS: readonly string[] = [
  'add_course_staff',
  'bulk_allowance',
  'bulk_verify',
  'deliver_10_events',
  'list_all',
  'list_all_sorted',
  'list_by_page',
  'list_by_page_middle',
  'list_edx_exams_allowances',
  'list_edx_exams_exams',
  'list_reviewed',
  'list_webhook_failures',
  'log_100_events',
  'monitor',
  'onboarding_filter',
  'onboarding_list',
  'queue_100_events',
  'redeliver_failures',
  'redeliver_window',
  'remove_edx_exams_allowance',
  'remove_instructor_allowances',
  'remove_webhook',
  'schedule_later',
  'set_edx_exams_allowances',
  'set_instructor_allowances',
  'time_job',
  'time_job_by_schedule',
  'time_out',
  'withdraw',
];

/** These read the same 75 attempts of a course. */
const OF_ONE_COURSE: ReadonlySet<string> = new Set([
  'list_by_cursor',
  'list_by_page',
  'list_by_page_middle',
  'list_of_status',
  'list_of_other_status',
  'search_by_cursor',
  'search_by_page',
  'search_nobody',
  'search_nobody_by_page',
  'violation_report',
  'list_all',
  'list_all_sorted',
  'list_reviewed',
  'list_special_exams',
  'monitor',
  'monitor_again',
]);

/** Their cost is that of a course or exam which the function has not cached yet. */
const OF_NEW_COURSES: ReadonlySet<string> = new Set([
  'first_poll',
  'history',
  'locate_archived',
  'locate_live',
  'read_by_added_staff',
  'student_name',
]);

let service: Service;
let measure: Measure;
let listed: Course;
let shared: Course;

beforeAll(async () => {
  const definitions = tablesForStage(inject('serviceDefinition'), `b${randomBytes(5).toString('hex')}`);
  service = await startService({ database: { endpoint: inject('dynamodbEndpoint'), definitions } });
  measure = measurer(service);
  [listed, shared] = [await openCourse(service), await openCourse(service)];
});

afterAll(() => service.stop());

/** Undefined for a new one. */
function courseOf({ id }: Operation): Course | undefined {
  if (OF_ONE_COURSE.has(id)) return listed;
  // What long preparations leave would be counted with later operations.
  return OF_NEW_COURSES.has(id) || LONG_PREPARATIONS.includes(id) ? undefined : shared;
}

/** The exact calls and units without concurrent requests; docs/architecture.md explains the calls. */
describe('the cost of an operation', () => {
  it.each(OPERATIONS.filter(({ id }) => IS_LONG || !LONG_PREPARATIONS.includes(id)))('$id', async operation => {
    expect(deviations(operation.id, await measure(operation, courseOf(operation)), BUDGETS[operation.id])).toEqual([]);
  });

  it('has a budget and a reasoned minimum for every operation', () => {
    const ids = OPERATIONS.map(({ id }) => id).sort();
    expect(Object.keys(BUDGETS).sort()).toEqual(ids);
    expect(Object.keys(MINIMUMS).sort()).toEqual(ids);
    expect(ids).toEqual(expect.arrayContaining([...LONG_PREPARATIONS]));
  });
});
