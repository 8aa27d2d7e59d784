import type * as z from 'zod/mini';
import type { ErrorCode } from '../../domain/errors.ts';
import type { OnDemand } from './lazy.ts';

/** Who may call an endpoint; the domain decides, this says it to people. */
export type Access =
  | 'anyone'
  | 'any token'
  | 'the learner'
  | 'the learner, course staff'
  | 'the learner, global staff'
  | 'course staff'
  | 'global staff'
  | 'the vendor'
  | 'the vendor’s token, global staff';

/**
 * One endpoint as callers know it. What is read with these schemas is what is documented (openapi.json) and what the
 * typed client sends: there is no other description of the wire.
 */
export interface Endpoint {
  /** Its name in the client and in openapi.json. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `{name}` stands for one path segment, `{name+}` for a course or content id, which may hold slashes. */
  path: string;
  who: Access;
  summary: string;
  /** A GET that changes something: HEAD is not answered there. */
  hasEffect?: boolean;
  params?: OnDemand<z.ZodMiniObject>;
  query?: OnDemand<z.ZodMiniObject>;
  /** JSON; absent where the endpoint reads none. */
  body?: OnDemand<z.ZodMiniType>;
  /** How a body that is wrong is refused; a plain 400 if not said. */
  wrongBody?: ErrorCode;
  /** In place of `body` what a vendor posts: read from the bytes by src/vendors, whatever its Content-Type. */
  delivery?: OnDemand<z.ZodMiniType>;
  /** What a success answers with; 200 if not said. The body of another one is empty. */
  success?: 204 | 302;
  /** What 200 answers; absent where the body is empty. */
  answer?: OnDemand<z.ZodMiniType>;
  /** Media types other than JSON that it answers 200 in, by the `format` of the query that asks for them. */
  formats?: Readonly<Record<string, string>>;
  /** Successes other than 200. */
  otherAnswers?: Readonly<Record<number, OnDemand<z.ZodMiniType>>>;
  /** Refusals beyond those every endpoint has: a token that is not valid, input that is not. */
  refusals?: readonly ErrorCode[];
}

/** Keeps the schemas' own types. A function has only the endpoints that it serves. */
export function endpoint<const Given extends Endpoint>(description: Given): Given {
  return description;
}

/** Whether a call carries a token. Who may call without is known otherwise, or need not be known. */
export function needsToken({ who }: Endpoint): boolean {
  return who !== 'anyone' && who !== 'the vendor';
}

/** What the paths of everything about exams and attempts begin with. */
export const EXAMS_API = '/api/edx_proctoring/v1/proctored_exam';
