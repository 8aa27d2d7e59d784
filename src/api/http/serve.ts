import type * as z from 'zod/mini';
import type { Caller } from '../../domain/actors.ts';
import { check } from '../../validation/validation.ts';
import { type Endpoint, needsToken } from '../contract/endpoint.ts';
import type { OnDemand } from '../contract/lazy.ts';
import type { Answer } from './answer.ts';
import type { Route } from './router.ts';

type Checked<Schema> = Schema extends OnDemand<infer Made extends z.ZodMiniType> ? z.output<Made> : undefined;
type Answered<Schema> = Schema extends OnDemand<infer Made extends z.ZodMiniType> ? z.input<Made> : never;
type OtherAnswers<Given extends Endpoint> =
  Given['otherAnswers'] extends Readonly<Record<number, OnDemand<z.ZodMiniType>>>
    ? Answered<Given['otherAnswers'][keyof Given['otherAnswers']]>
    : never;

/** A request that the schemas of the contract have accepted. */
export interface CheckedRequest<Given extends Endpoint> {
  params: Checked<Given['params']>;
  query: Checked<Given['query']>;
  body: Checked<Given['body']>;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The body as sent. */
  bytes: () => Uint8Array;
  /** The prefix of the service's paths in the addresses that callers use: a base path or stage. */
  basePath: string;
  /** @throws DomainError `unauthenticated` in a function that requires no token */
  caller: Caller;
}

/** The route of an endpoint: its schemas check the request before `run`; the compiler checks the answer. */
export function serve<const Given extends Endpoint>(
  given: Given,
  run: (
    request: CheckedRequest<Given>,
  ) => Promise<Answer<Answered<Given['answer']> | OtherAnswers<Given>>> | Answer<Answered<Given['answer']>>,
): Route {
  const { method, path } = given;
  return {
    method,
    path,
    needsToken: needsToken(given),
    hasEffect: given.hasEffect ?? false,
    endpoint: request => {
      const checked = {
        params: given.params && check(given.params(), request.params),
        query: given.query && check(given.query(), request.query),
        body: given.body && check(given.body(), request.body(), given.wrongBody),
        headers: request.headers,
        bytes: request.bytes,
        basePath: request.basePath ?? '',
        get caller() {
          return request.caller;
        },
      };
      return run(checked as CheckedRequest<Given>);
    },
  };
}
