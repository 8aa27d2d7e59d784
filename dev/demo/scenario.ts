import { randomUUID } from 'node:crypto';
import { psiReview } from '../../simulator/psiReview.ts';
import type { Client } from '../../src/client/client.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { type DemoApi, DemoFailure, expectOk } from './api.ts';
import { awaitHistory } from './history.ts';
import { proctoredExam } from './proctoredExam.ts';
import type { ShownChange, ShownReview, ShownStep } from './report.ts';

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

/** The expected history, oldest first; each item shows the attempt before the change. */
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
  staff: Client;
  learner: Client;
  vendor: Client;
  lastStatus: DemoApi['lastStatus'];
  attemptCode: string;
  onStep: (step: ShownStep) => void;
}

/**
 * Takes one attempt through its lifecycle, and a second one with the same code, then reads the archive.
 * @throws DemoFailure on an unexpected status or history
 */
export async function runScenario(api: DemoApi, onStep: (step: ShownStep) => void): Promise<DemoOutcome> {
  const attemptCode = randomUUID().toUpperCase();
  const staff = api.as(STAFF);
  const roles = { staff, learner: api.as(LEARNER), vendor: api.as() };
  await runLifecycle({ ...roles, lastStatus: api.lastStatus, onStep, attemptCode });
  const changes = await awaitHistory(staff, attemptCode, EXPECTED_HISTORY);
  const params = { attempt_code: attemptCode };
  return { attemptCode, changes, review: await expectOk('reading the review', staff.readReview({ params })) };
}

async function runLifecycle(demo: Demo): Promise<void> {
  const { staff, learner, vendor, attemptCode } = demo;
  const run = randomUUID().slice(0, 8);
  const courseId = `course-v1:DemoU+PHY201+${run}`;
  const externalId = randomUUID();
  const examId = await createExam(demo, courseId, `block-v1:DemoU+PHY201+${run}+type@sequential+block@midterm`);
  const createAttempt = async (description: string, studentName: string) => {
    const body = attemptOf({ examId, attemptCode, externalId, studentName });
    return { attempt_id: (await step(demo, description, 'created', staff.createAttempt({ body }))).exam_attempt_id };
  };
  const deliver = async (description: string) => {
    // The vendor returns the external id in upper case.
    const reviewed = { attemptCode, externalId: externalId.toUpperCase(), courseId, examName: 'Midterm' };
    const review = psiReview({ ...reviewed, firstName: 'Ada', lastName: 'Lovelace' }, 'Clean');
    await step(demo, description, 'verified', vendor.reviewCallback({ body: review }));
  };

  const first = await createAttempt('staff creates an attempt for Ada Lovelace', 'Ada Lovelace');
  const start = learner.actOnAttempt({ params: first, body: { action: 'start' } });
  await step(demo, 'the learner starts it', 'started', start);
  const submit = learner.actOnAttempt({ params: first, body: { action: 'submit' } });
  await step(demo, 'the learner submits it', 'submitted', submit);
  await deliver('the vendor delivers its review: Clean');
  await deliver('the vendor delivers it again');
  const newName = staff.changeStudentName({ params: first, body: { student_name: 'Ada King' } });
  await step(demo, 'staff corrects the student name to Ada King', 'verified', newName);
  const removal = staff.removeAttempt({ params: first, body: { reason: 'Wrong sitting' } });
  await step(demo, 'staff removes it: Wrong sitting', 'verified, archived', removal);
  const located = staff.locateAttempt({ params: { attempt_code: attemptCode } });
  await step(demo, 'staff locates it by its code immediately', 'verified, archived', located);

  const second = await createAttempt('staff creates a new one with the same code', 'Augusta King');
  const lastRemoval = staff.removeAttempt({ params: second, body: { reason: 'Demo is over' } });
  await step(demo, 'staff removes it too: Demo is over', 'created, archived', lastRemoval);
}

async function createExam(demo: Demo, courseId: string, contentId: string): Promise<number> {
  const body = proctoredExam(courseId, contentId);
  const description = `staff creates an exam in ${courseId}`;
  return (await step(demo, description, null, demo.staff.createExam({ body }))).exam_id;
}

function attemptOf(options: { examId: number; attemptCode: string; externalId: string; studentName: string }) {
  const { userId, username, email, name } = LEARNER;
  return {
    exam_id: options.examId,
    user: { id: userId, username, email, name },
    attempt_code: options.attemptCode,
    external_id: options.externalId,
    student_name: options.studentName,
    taking_as_proctored: true,
  };
}

/** Awaits an operation, reads the attempt's status and reports both. @param expected null before the attempt exists */
async function step<Answer>(
  demo: Demo,
  description: string,
  expected: string | null,
  call: Promise<Answer>,
): Promise<Answer> {
  const answer = await expectOk(description, call);
  const httpStatus = demo.lastStatus();
  const attemptStatus = expected === null ? '–' : await readStatus(demo);
  demo.onStep({ description, httpStatus, attemptStatus });
  if (expected !== null && attemptStatus !== expected) {
    throw new DemoFailure(`After "${description}" the attempt should be ${expected}, but is ${attemptStatus}.`);
  }
  return answer;
}

async function readStatus({ staff, attemptCode }: Demo): Promise<string> {
  const located = staff.locateAttempt({ params: { attempt_code: attemptCode } });
  const { attempt, is_archived } = await expectOk('locating the attempt', located);
  return `${attempt.status}${is_archived ? ', archived' : ''}`;
}
