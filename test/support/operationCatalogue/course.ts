import { randomInt, randomUUID } from 'node:crypto';
import { createToken } from '../../../dev/token.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../../src/config/auth.ts';
import type { Caller } from '../../../src/domain/actors.ts';
import { aCaller, COURSE, STAFF } from '../builders.ts';
import { type Answer, type HttpRequest, toEvent } from '../bundledService/event.ts';
import type { FunctionName, Invocation, Service } from '../bundledService/service.ts';

const API = '/api/edx_proctoring';
export const V1 = `${API}/v1/proctored_exam`;
export const CALLBACK = `${API}/proctoring_review_callback/`;

/** A course with an exam, and the token of staff. */
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

/** A learner who is not stored yet, with a token. */
export type Person = Caller & { token: string };

export interface CreatedAttempt {
  id: number;
  code: string;
  externalId: string;
  learner: Person;
}

type Request = Omit<HttpRequest, 'method' | 'path' | 'token'>;

/** Ids, codes and names have a constant length, and so the items a constant size. */
function randomDigits(): number {
  return randomInt(10 ** 11, 10 ** 12);
}

export async function openCourse(service: Service, overrides: Record<string, unknown> = {}): Promise<Course> {
  const courseId = `${COURSE}${randomInt(10 ** 5, 10 ** 6)}`;
  const staff = await createToken(STAFF, DEVELOPMENT_TOKEN_SECRET);
  const course = { service, courseId, examId: 0, contentId: '', staff, filled: { attempts: 0 } };
  return { ...course, ...(await createExam(course, overrides)) };
}

export function examBody({ courseId }: Pick<Course, 'courseId'>, overrides: Record<string, unknown> = {}) {
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
    ...overrides,
  };
}

export async function createExam(course: Course, overrides: Record<string, unknown> = {}) {
  const json = examBody(course, overrides);
  const { json: created } = await ask(course, 'exams', 'POST', `${V1}/exam`, { json });
  return { examId: Number(created.exam_id), contentId: json.content_id };
}

export async function newLearner(): Promise<Person> {
  const userId = randomDigits();
  const username = `mina${userId}`;
  const caller = aCaller({ userId, username, email: `${username}@example.com` });
  return { ...caller, token: await createToken(caller, DEVELOPMENT_TOKEN_SECRET) };
}

/** The body of a creation by staff, or by an LMS that registers attempts with the vendor itself. */
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
export async function createAttempt(course: Course, options: { examId?: number; learner?: Person } = {}) {
  const { examId = course.examId, learner = await newLearner() } = options;
  const json = attemptBody(learner, examId);
  const { json: created } = await ask(course, 'attempts', 'POST', `${V1}/attempt`, { json });
  const [code, externalId] = [json.attempt_code, json.external_id];
  return { id: Number(created.exam_attempt_id), code, externalId, learner } satisfies CreatedAttempt;
}

/** Executes actions of the learner in sequence. */
export async function act(course: Course, attempt: CreatedAttempt, ...actions: string[]): Promise<void> {
  for (const action of actions) {
    await ask(course, 'attempts', 'PUT', `${V1}/attempt/${attempt.id}`, { json: { action } }, attempt.learner.token);
  }
}

export async function remove(course: Course, { id }: CreatedAttempt): Promise<void> {
  await ask(course, 'attempts', 'DELETE', `${V1}/attempt/${id}`, { json: { reason: 'a new attempt is granted' } });
}

/** Sends a request with the token, by default that of staff. */
export function ask(
  course: Course,
  name: FunctionName,
  method: string,
  path: string,
  request: Request = {},
  token: string | undefined = course.staff,
): Promise<Answer> {
  return course.service.send({ function: name, method, path, ...request, ...(token && { token }) });
}

/** A request as an invocation to be sent later. @param token null for an anonymous request */
export function invocation(
  name: FunctionName,
  method: string,
  path: string,
  token: string | null,
  request: Request = {},
): Invocation {
  return { function: name, event: toEvent({ method, path, ...request, ...(token && { token }) }) };
}
