import { randomInt, randomUUID } from 'node:crypto';
import { createToken } from '../../../local/token.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../../src/config/auth.ts';
import type { Caller } from '../../../src/domain/actors.ts';
import { aCaller, COURSE, STAFF } from '../builders.ts';
import { type Answer, type HttpRequest, toEvent } from '../bundledService/event.ts';
import type { FunctionName, Invocation, Service } from '../bundledService/service.ts';

const API = '/api/edx_proctoring';
export const V1 = `${API}/v1/proctored_exam`;
export const CALLBACK = `${API}/proctoring_review_callback/`;

/** A course of its own with an exam, and who calls the service about it. */
export interface Course {
  service: Service;
  courseId: string;
  examId: number;
  contentId: string;
  /** A token of global staff. */
  staff: string;
  /** How many attempts were put into it by `fillCourse`. */
  filled: { attempts: number };
}

/** A learner whom the service does not know yet, with a token. */
export type Person = Caller & { token: string };

export interface CreatedAttempt {
  id: number;
  code: string;
  externalId: string;
  learner: Person;
}

type Request = Omit<HttpRequest, 'method' | 'path' | 'token'>;

/** Ids, codes and names have the same length every time: an item then has the same size every time. */
function randomDigits(): number {
  return randomInt(10 ** 11, 10 ** 12);
}

export async function openCourse(service: Service, given: Record<string, unknown> = {}): Promise<Course> {
  const courseId = `${COURSE}${randomInt(10 ** 5, 10 ** 6)}`;
  const staff = await createToken(STAFF, DEVELOPMENT_TOKEN_SECRET);
  const course = { service, courseId, examId: 0, contentId: '', staff, filled: { attempts: 0 } };
  return { ...course, ...(await createExam(course, given)) };
}

export function examBody({ courseId }: Pick<Course, 'courseId'>, given: Record<string, unknown> = {}) {
  return {
    course_id: courseId,
    content_id: `${courseId.replace('course', 'block')}+type@sequential+block@${randomUUID().replaceAll('-', '')}`,
    external_id: null,
    exam_name: 'Midterm: Thermodynamics',
    time_limit_mins: 90,
    is_proctored: true,
    is_practice_exam: false,
    is_active: true,
    hide_after_due: false,
    ...given,
  };
}

export async function createExam(course: Course, given: Record<string, unknown> = {}) {
  const json = examBody(course, given);
  const { json: created } = await ask(course, 'exams', 'POST', `${V1}/exam`, { json });
  return { examId: Number(created.exam_id), contentId: json.content_id };
}

export async function newLearner(): Promise<Person> {
  const userId = randomDigits();
  const username = `mina${userId}`;
  const caller = aCaller({ userId, username, email: `${username}@example.com` });
  return { ...caller, token: await createToken(caller, DEVELOPMENT_TOKEN_SECRET) };
}

/** What staff, or an LMS that registers with the vendor itself, say of a new attempt. */
export function attemptBody(learner: Person, examId: number) {
  const { userId: id, username, email, name } = learner;
  return {
    exam_id: examId,
    user: { id, username, email, name },
    attempt_code: randomUUID().toUpperCase(),
    external_id: randomUUID(),
    student_name: name,
  };
}

/** An attempt that the LMS has created. */
export async function createAttempt(course: Course, given: { examId?: number; learner?: Person } = {}) {
  const { examId = course.examId, learner = await newLearner() } = given;
  const json = attemptBody(learner, examId);
  const { json: created } = await ask(course, 'attempts', 'POST', `${V1}/attempt`, { json });
  const [code, externalId] = [json.attempt_code, json.external_id];
  return { id: Number(created.exam_attempt_id), code, externalId, learner } satisfies CreatedAttempt;
}

/** Carries out actions of the learner's, one after the other. */
export async function act(course: Course, attempt: CreatedAttempt, ...actions: string[]): Promise<void> {
  for (const action of actions) {
    await ask(course, 'attempts', 'PUT', `${V1}/attempt/${attempt.id}`, { json: { action } }, attempt.learner.token);
  }
}

export async function remove(course: Course, { id }: CreatedAttempt): Promise<void> {
  await ask(course, 'attempts', 'DELETE', `${V1}/attempt/${id}`, { json: { reason: 'given again' } });
}

/** A request by staff, or by whoever has the token, with its answer. */
function ask(
  course: Course,
  name: FunctionName,
  method: string,
  path: string,
  given: Request = {},
  token: string | undefined = course.staff,
): Promise<Answer> {
  return course.service.send({ function: name, method, path, ...given, ...(token && { token }) });
}

/** The same request as an invocation that is not made yet. @param token null for nobody's */
export function invocation(
  name: FunctionName,
  method: string,
  path: string,
  token: string | null,
  given: Request = {},
): Invocation {
  return { function: name, event: toEvent({ method, path, ...given, ...(token && { token }) }) };
}
