import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { createTimeJobStore } from '../../../src/store/allowances/timeJobs.ts';
import { directoryKey } from '../../../src/store/directory/directoryKey.ts';
import { act, ask, type Course, createAttempt, invocation, V1 } from './course.ts';
import { fillCourse } from './fill.ts';
import type { Operation } from './operation.ts';

const pathOf = ({ examId }: Course) => `/api/proctoring/v1/exams/${examId}/pause`;

/** A read in a process that has read the migration's marker. */
function monitor(id: string, title: string, isRepeated: boolean): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      await fillCourse(course, 75);
      const path = `/api/proctoring/v1/monitor/exam/${course.examId}`;
      await ask(
        course,
        'lists',
        'GET',
        isRepeated ? path : `/api/v1/instructor_view/course_id/${encodeURIComponent(course.courseId)}/attempts`,
      );
      return invocation('lists', 'GET', path, course.staff);
    },
  };
}

/** An attempt in progress. */
async function startedAttempt(course: Course): Promise<void> {
  await act(course, await createAttempt(course), 'start');
}

/** The only pending job, as a request leaves it that was interrupted. */
async function leaveTimeJob({ examId, service: { client, tables } }: Course, jobId: string): Promise<void> {
  const timeJobs = createTimeJobStore(client, tables);
  for (const pending of await timeJobs.pending()) {
    const key = directoryKey.timeJob(pending.examId, pending.jobId);
    await client.send(new DeleteCommand({ TableName: tables.directory, Key: { key } }));
  }
  const by = { role: 'staff', userId: 1 } as const;
  const progress = {
    passes: 0,
    cursor: null,
    excludedUserId: null,
    reason: null,
    isErased: false,
    userIds: null,
    inProgressOnly: true,
  };
  await timeJobs.create({ examId, jobId, minutes: 5, createdAt: new Date().toISOString(), by, ...progress });
}

/** Control of a running exam. */
export const EXAM_CONTROL_OPERATIONS: readonly Operation[] = [
  monitor('monitor', 'the monitor of an exam with 75 attempts', false),
  monitor('monitor_again', 'the same again within ten seconds', true),
  {
    id: 'time_job',
    title: 'minutes for everybody in progress: one learner',
    function: 'allowances',
    async prepare(course) {
      const path = `/api/proctoring/v1/exams/${course.examId}/time_jobs`;
      const request = (idempotency_key: string) => ({ json: { minutes: 5, idempotency_key } });
      // From then on the function reads the marker of the migration no more.
      const earlier = { function: 'allowances', method: 'POST', path, token: course.staff, expect: 202 } as const;
      await course.service.send({ ...earlier, ...request('earlier') });
      await startedAttempt(course);
      return invocation('allowances', 'POST', path, course.staff, request('k'));
    },
  },
  {
    id: 'allowance_changes',
    title: 'the changes of a learner’s allowances at an exam, 2 of them',
    function: 'allowances',
    async prepare(course) {
      const { learner } = await createAttempt(course);
      for (const value of ['5', '10']) {
        const json = { exam_id: course.examId, user_info: learner.username, key: 'additional_time_granted', value };
        await ask(course, 'allowances', 'PUT', `${V1}/allowance`, { json });
      }
      const path = `/api/proctoring/v1/exams/${course.examId}/allowance_changes`;
      const query = { user_id: String(learner.userId) };
      return invocation('allowances', 'GET', path, course.staff, { query });
    },
  },
  {
    id: 'time_job_by_schedule',
    title: 'the sweep continues a job: one learner',
    function: 'timeOuts',
    async prepare(course) {
      const sweep = { function: 'timeOuts', event: { later: true } } as const;
      await startedAttempt(course);
      await leaveTimeJob(course, 'earlier');
      await course.service.invoke(sweep);
      await leaveTimeJob(course, 'k');
      return sweep;
    },
  },
  {
    id: 'pause_exam',
    title: 'an exam is paused',
    function: 'allowances',
    prepare: async course => invocation('allowances', 'PUT', pathOf(course), course.staff),
  },
  {
    id: 'resume_exam',
    title: 'it is resumed',
    function: 'allowances',
    async prepare(course) {
      await ask(course, 'allowances', 'PUT', pathOf(course));
      return invocation('allowances', 'DELETE', pathOf(course), course.staff);
    },
  },
];
