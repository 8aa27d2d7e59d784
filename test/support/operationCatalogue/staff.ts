import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { toAttemptItem } from '../../../src/store/attempts/attemptItem.ts';
import type { FunctionName } from '../bundledService/service.ts';
import { running } from './background.ts';
import {
  act,
  ask,
  type Course,
  type CreatedAttempt,
  createAttempt,
  createExam,
  invocation,
  remove,
  V1,
} from './course.ts';
import { historyOf } from './history.ts';
import type { Operation } from './operation.ts';

async function attemptAfter(course: Course, ...actions: string[]): Promise<CreatedAttempt> {
  const attempt = await createAttempt(course);
  await act(course, attempt, ...actions);
  return attempt;
}

/** An action of staff on an attempt after these actions of the learner. */
function action(id: string, title: string, ...before: string[]): Operation {
  return {
    id,
    title,
    function: 'attempts',
    async prepare(course) {
      const { id: attemptId } = await attemptAfter(course, ...before);
      return invocation('attempts', 'PUT', `${V1}/attempt/${attemptId}`, course.staff, { json: { action: id } });
    },
  };
}

/** A request of staff's about an attempt. */
function about(
  options: Pick<Operation, 'id' | 'title'> & {
    method?: string;
    json?: unknown;
    before?: string[];
    isRemoved?: boolean;
  },
  path: (attempt: CreatedAttempt, course: Course) => string,
  functionName: FunctionName = 'attempts',
): Operation {
  const { id, title, method = 'GET', json, before = [], isRemoved = false } = options;
  return {
    id,
    title,
    function: functionName,
    async prepare(course) {
      const attempt = await attemptAfter(course, ...before);
      if (isRemoved) await remove(course, attempt);
      const body = json === undefined ? {} : { json };
      return invocation(functionName, method, `${V1}${path(attempt, course)}`, course.staff, body);
    },
  };
}

/** Submitted attempts, written directly to the table. */
async function storeSubmitted(course: Course, count: number): Promise<Attempt[]> {
  const { client, tables } = course.service;
  const attempts = Array.from({ length: count }, (): Attempt => {
    const attempt = running(course);
    return { ...attempt, status: 'submitted', completedAt: new Date().toISOString(), version: attempt.version + 1 };
  });
  const writes = attempts.map(attempt => ({ PutRequest: { Item: toAttemptItem(attempt) } }));
  await client.send(new BatchWriteCommand({ RequestItems: { [tables.attempts]: writes } }));
  return attempts;
}

/** A verdict of staff on 10 attempts, or its preview. */
function bulk(id: string, title: string, dry_run: boolean): Operation {
  return {
    id,
    title,
    function: 'attempts',
    async prepare(course) {
      const attempts = await storeSubmitted(course, 10);
      const json = {
        action: 'verify',
        attempts: attempts.map(({ attemptId: attempt_id }) => ({ attempt_id })),
        dry_run,
      };
      return invocation('attempts', 'POST', '/api/proctoring/v1/attempts/bulk', course.staff, { json });
    },
  };
}

const notesPath = (code: string) => `/api/proctoring/v1/attempts/${code}/notes`;

const byCode = ({ code }: CreatedAttempt) => `/attempt/code/${code}`;

/** Actions of staff on attempts, and lookups. */
export const STAFF_OPERATIONS: readonly Operation[] = [
  action('verify', 'staff verify', 'start', 'submit'),
  action('reject', 'staff reject', 'start', 'submit'),
  action('mark_ready_to_resume', 'staff let the learner resume', 'start', 'error'),
  about(
    { id: 'student_name', title: 'another student name', method: 'PATCH', json: { student_name: 'Mina A. Okafor' } },
    ({ id }) => `/attempt/${id}`,
  ),
  about(
    {
      id: 'remove',
      title: 'an attempt is removed',
      method: 'DELETE',
      json: { reason: 'a new attempt is granted' },
      before: ['start'],
    },
    ({ id }) => `/attempt/${id}`,
  ),
  about(
    {
      id: 'reset_attempts',
      title: 'the attempts of a learner at an exam are reset',
      method: 'DELETE',
      before: ['start', 'submit'],
    },
    ({ learner }, { examId }) => `/exam_id/${examId}/user_id/${learner.userId}/reset_attempts`,
  ),
  {
    id: 'reset_by_username',
    title: 'the same by username, in a course',
    function: 'attempts',
    async prepare(course) {
      const { learner } = await attemptAfter(course, 'start', 'submit');
      const exam = `/api/instructor/v2/courses/${encodeURIComponent(course.courseId)}/special_exams/${course.examId}`;
      return invocation('attempts', 'POST', `${exam}/reset/${learner.username}`, course.staff);
    },
  },
  bulk('bulk_verify', '10 attempts are verified by one request', false),
  bulk('bulk_preview', 'the same as a preview', true),
  {
    id: 'add_note',
    title: 'a note on an attempt',
    function: 'lookups',
    async prepare(course) {
      const { code } = await createAttempt(course);
      return invocation('lookups', 'POST', notesPath(code), course.staff, { json: { text: 'fire alarm at 10:20' } });
    },
  },
  {
    id: 'list_notes',
    title: 'the notes on an attempt, 3 of them',
    function: 'lookups',
    async prepare(course) {
      const { code } = await createAttempt(course);
      for (const text of ['a', 'b', 'c']) await ask(course, 'lookups', 'POST', notesPath(code), { json: { text } });
      return invocation('lookups', 'GET', notesPath(code), course.staff);
    },
  },
  about({ id: 'locate_live', title: 'a live attempt by its code' }, byCode, 'lookups'),
  about({ id: 'locate_archived', title: 'a removed attempt by its code', isRemoved: true }, byCode, 'lookups'),
  {
    id: 'history',
    title: 'the history of a code, 6 items',
    function: 'lookups',
    async prepare(course) {
      const { code } = await historyOf(course, [
        'download_software_clicked',
        'started',
        'submitted',
        'verified',
        'rejected',
      ]);
      return invocation('lookups', 'GET', `${V1}/attempt/code/${code}/history`, course.staff);
    },
  },
  {
    id: 'allowance',
    title: 'time granted while the attempt runs',
    function: 'allowances',
    async prepare(course) {
      const { learner } = await attemptAfter(course, 'start');
      const json = {
        exam_id: course.examId,
        user_info: learner.username,
        key: 'additional_time_granted',
        value: '15',
      };
      return invocation('allowances', 'PUT', `${V1}/allowance`, course.staff, { json });
    },
  },
  {
    id: 'bulk_allowance',
    title: 'time granted to 10 learners at one exam',
    function: 'allowances',
    async prepare(course) {
      const { examId } = await createExam(course);
      const attempts = await Promise.all(Array.from({ length: 10 }, () => createAttempt(course, { examId })));
      const json = {
        exam_ids: [examId],
        user_ids: attempts.map(({ learner }) => learner.username),
        allowance_type: 'additional_time_granted',
        value: '15',
      };
      return invocation('allowances', 'PUT', `${V1}/bulk_allowance`, course.staff, { json });
    },
  },
];
