import type * as z from 'zod/mini';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Lazy } from './lazy.ts';

/** Callers of an endpoint, for documentation; `authentication` decides on the token, and the use cases authorise. */
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

/** The contract of one endpoint: validation, openapi.json and the types of the client derive from it. */
export interface Endpoint {
  /** The operationId in openapi.json and the method of the client. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `{name}` matches one path segment, `{name+}` a course or content id, which may contain slashes, `{name#}` digits. */
  path: string;
  access: Access;
  /** `none`: calls carry no token, as of the public, or of vendors that sign. @defaultValue `token` */
  authentication?: 'token' | 'none';
  summary: string;
  /** A GET with an effect: HEAD is not supported. */
  hasEffect?: boolean;
  /** A GET without effect, to which browsers navigate by a link or a frame: session cookies count without a header. */
  isNavigation?: true;
  params?: Lazy<z.ZodMiniObject>;
  query?: Lazy<z.ZodMiniObject>;
  /** A JSON body. */
  body?: Lazy<z.ZodMiniType>;
  /** The body may also be a form, as the scripts of edx-proctoring send it: each field is a string. */
  acceptsForms?: boolean;
  /** Maps error pointers to the legacy form's field: its script fails on a problem without one. */
  formField?: (pointers: readonly string[]) => string;
  /** The error code for an invalid body. @defaultValue `invalid_request` */
  bodyProblem?: ErrorCode;
  /** The delivery of a vendor, in place of `body`: src/vendors parses the bytes and ignores the Content-Type. */
  delivery?: Lazy<z.ZodMiniType>;
  /** The status of a success other than 200. */
  success?: 201 | 202 | 204 | 302;
  /** The body of a success; undefined if it is empty. */
  answer?: Lazy<z.ZodMiniType>;
  /** Media types of a 200 other than JSON, by the query's `format`. */
  formats?: Readonly<Record<string, string>>;
  /** Successes other than 200. */
  otherAnswers?: Readonly<Record<number, Lazy<z.ZodMiniType>>>;
  /** The answer has an ETag; a request with If-None-Match is answered 304 while nothing has changed. */
  hasEntityTag?: true;
  /** Error codes in addition to those of every endpoint, such as invalid tokens and input. */
  problems?: readonly ErrorCode[];
}

/** Declares a contract with the types of its schemas. A bundle contains only the endpoints that its function serves. */
export function endpoint<const Contract extends Endpoint>(contract: Contract): Contract {
  return contract;
}

/** Whether a call requires a token. */
export function needsToken({ authentication }: Endpoint): boolean {
  return authentication !== 'none';
}

/** The prefix of all paths of exams and attempts. */
export const EXAMS_API = '/api/edx_proctoring/v1/proctored_exam';
