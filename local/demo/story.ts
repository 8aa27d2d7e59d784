import { randomUUID } from 'node:crypto';
import type { Caller } from '../../src/domain/actors.ts';
import { type DemoApi, DemoFailure, type DemoRequest, expectOk, requireOk } from './api.ts';
import { awaitHistory } from './history.ts';
import type { ShownChange, ShownReview, ShownStep } from './report.ts';
import { cleanReview } from './review.ts';

const API = '/api/edx_proctoring/v1/proctored_exam';
const CALLBACK = '/api/edx_proctoring/proctoring_review_callback/';

const NO_RIGHTS = { isStaff: false, courseStaff: [], groups: [] };
const STAFF: Caller = {
  ...NO_RIGHTS,
  userId: 7,
  username: 'grace',
  email: 'grace@example.com',
  name: 'Grace H',
  isStaff: true,
};
const LEARNER: Caller = { ...NO_RIGHTS, userId: 42, username: 'ada', email: 'ada@example.com', name: 'Ada Lovelace' };

/** What the history must hold at the end, oldest first: the attempt is shown as it was before each change. */
const EXPECTED_HISTORY = [
  'created → started by learner 42 of Ada Lovelace',
  'started → submitted by learner 42 of Ada Lovelace',
  'submitted → verified by vendor of Ada Lovelace',
  'verified → removed by staff 7 of Ada King: Wrong sitting',
  'created → removed by staff 7 of Augusta King: Demo is over',
];

export interface DemoOutcome {
  attemptCode: string;
  /** Oldest first. */
  changes: ShownChange[];
  review: ShownReview;
}

interface Demo {
  api: DemoApi;
  attemptCode: string;
  onStep: (step: ShownStep) => void;
}

/**
 * Takes one attempt through its life, and the next one with the same code, then reads what the archive made of it.
 * @throws DemoFailure when anything is not as expected
 */
export async function tellStory(api: DemoApi, onStep: (step: ShownStep) => void): Promise<DemoOutcome> {
  const demo: Demo = { api, onStep, attemptCode: randomUUID().toUpperCase() };
  await liveAndDie(demo);
  const byCode = `/attempt/code/${demo.attemptCode}`;
  const changes = await awaitHistory(api, staffRequest('GET', `${byCode}/history`), EXPECTED_HISTORY);
  const review = await expectOk(api, staffRequest('GET', `${byCode}/review`));
  return { attemptCode: demo.attemptCode, changes, review: review as ShownReview };
}

async function liveAndDie(demo: Demo): Promise<void> {
  const run = randomUUID().slice(0, 8);
  const courseId = `course-v1:DemoU+PHY201+${run}`;
  const externalId = randomUUID();
  const examId = await createExam(demo, courseId, `block-v1:DemoU+PHY201+${run}+type@sequential+block@midterm`);
  const createAttempt = (what: string, studentName: string) =>
    step(demo, what, 'created', staffRequest('POST', '/attempt', attemptOf(demo, { examId, externalId, studentName })));
  const delivery: DemoRequest = {
    method: 'POST',
    path: CALLBACK,
    body: cleanReview({
      attemptCode: demo.attemptCode,
      externalId,
      courseId,
      examName: 'Midterm',
      firstName: 'Ada',
      lastName: 'Lovelace',
    }),
  };

  const first = idIn(
    await createAttempt('staff creates an attempt for Ada Lovelace', 'Ada Lovelace'),
    'exam_attempt_id',
  );
  await step(demo, 'the learner starts it', 'started', learnerAction(first, 'start'));
  await step(demo, 'the learner submits it', 'submitted', learnerAction(first, 'submit'));
  expectBody(await step(demo, 'the vendor delivers its review: Clean', 'verified', delivery), 'OK');
  expectBody(await step(demo, 'the vendor delivers it once more', 'verified', delivery), 'OK');
  const newName = staffRequest('PATCH', `/attempt/${first}`, { student_name: 'Ada King' });
  await step(demo, 'staff corrects the student name to Ada King', 'verified', newName);
  const removal = staffRequest('DELETE', `/attempt/${first}`, { reason: 'Wrong sitting' });
  await step(demo, 'staff removes it: Wrong sitting', 'verified, archived', removal);
  const byCode = staffRequest('GET', `/attempt/code/${demo.attemptCode}`);
  await step(demo, 'staff locates it by its code right away', 'verified, archived', byCode);

  const again = await createAttempt('staff creates one anew with the same code', 'Augusta King');
  const second = idIn(again, 'exam_attempt_id');
  const lastRemoval = staffRequest('DELETE', `/attempt/${second}`, { reason: 'Demo is over' });
  await step(demo, 'staff removes that one, too: Demo is over', 'created, archived', lastRemoval);
}

async function createExam(demo: Demo, courseId: string, contentId: string): Promise<number> {
  const exam = {
    course_id: courseId,
    content_id: contentId,
    external_id: null,
    exam_name: 'Midterm',
    time_limit_mins: 90,
    is_proctored: true,
    is_practice_exam: false,
    is_active: true,
    hide_after_due: false,
  };
  const what = `staff creates an exam in ${courseId}`;
  return idIn(await step(demo, what, null, staffRequest('POST', '/exam', exam)), 'exam_id');
}

function attemptOf(demo: Demo, given: { examId: number; externalId: string; studentName: string }) {
  const { userId, username, email, name } = LEARNER;
  return {
    exam_id: given.examId,
    user: { id: userId, username, email, name },
    attempt_code: demo.attemptCode,
    external_id: given.externalId,
    student_name: given.studentName,
    taking_as_proctored: true,
  };
}

function staffRequest(method: DemoRequest['method'], path: string, body?: unknown): DemoRequest {
  return { method, path: `${API}${path}`, as: STAFF, body };
}

function learnerAction(attemptId: number, action: 'start' | 'submit'): DemoRequest {
  return { method: 'PUT', path: `${API}/attempt/${attemptId}`, as: LEARNER, body: { action } };
}

/** Does one thing, looks what became of the attempt, and tells both. @param expected null before there is an attempt */
async function step(demo: Demo, what: string, expected: string | null, request: DemoRequest): Promise<unknown> {
  const answer = await demo.api(request);
  requireOk(what, answer);
  const attemptStatus = expected === null ? '–' : await statusNow(demo);
  demo.onStep({ what, httpStatus: answer.status, attemptStatus });
  if (expected !== null && attemptStatus !== expected) {
    throw new DemoFailure(`After "${what}" the attempt should be ${expected}, but is ${attemptStatus}.`);
  }
  return answer.json;
}

async function statusNow({ api, attemptCode }: Demo): Promise<string> {
  const located = await expectOk(api, staffRequest('GET', `/attempt/code/${attemptCode}`));
  const { attempt, is_archived } = located as { attempt: { status: string }; is_archived: boolean };
  return `${attempt.status}${is_archived ? ', archived' : ''}`;
}

function expectBody(json: unknown, expected: string): void {
  if (json !== expected) throw new DemoFailure(`The answer should be "${expected}", but is ${JSON.stringify(json)}.`);
}

function idIn(json: unknown, name: string): number {
  const id = (json as Record<string, unknown> | null)?.[name];
  if (typeof id === 'number') return id;
  throw new DemoFailure(`The answer should have a number "${name}", but is ${JSON.stringify(json)}.`);
}
