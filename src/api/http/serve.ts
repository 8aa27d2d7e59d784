import type * as z from 'zod/mini';
import type { Caller } from '../../domain/actors.ts';
import { check } from '../../validation/validation.ts';
import { type Endpoint, needsToken } from '../contract/endpoint.ts';
import type { Lazy } from '../contract/lazy.ts';
import type { Answer } from './answer.ts';
import type { Route } from './router.ts';

type Validated<Schema> = Schema extends Lazy<infer ZodType extends z.ZodMiniType> ? z.output<ZodType> : undefined;
type AnswerType<Schema> = Schema extends Lazy<infer ZodType extends z.ZodMiniType> ? z.input<ZodType> : never;
type OtherAnswers<Contract extends Endpoint> =
  Contract['otherAnswers'] extends Readonly<Record<number, Lazy<z.ZodMiniType>>>
    ? AnswerType<Contract['otherAnswers'][keyof Contract['otherAnswers']]>
    : never;

/** A request that the schemas of the contract have accepted. */
export interface CheckedRequest<Contract extends Endpoint> {
  params: Validated<Contract['params']>;
  query: Validated<Contract['query']>;
  body: Validated<Contract['body']>;
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
export function serve<const Contract extends Endpoint>(
  contract: Contract,
  run: (
    request: CheckedRequest<Contract>,
  ) =>
    | Promise<Answer<AnswerType<Contract['answer']> | OtherAnswers<Contract>>>
    | Answer<AnswerType<Contract['answer']>>,
): Route {
  const { method, path } = contract;
  return {
    method,
    path,
    needsToken: needsToken(contract),
    hasEffect: contract.hasEffect ?? false,
    ...(contract.isNavigation && { isNavigation: true }),
    acceptsForms: contract.acceptsForms ?? false,
    ...(contract.formField && { formField: contract.formField }),
    endpoint: async request => {
      const checked = {
        params: contract.params && check(contract.params(), request.params),
        query: contract.query && check(contract.query(), request.query),
        body: contract.body && check(contract.body(), await request.body(), contract.bodyProblem),
        headers: request.headers,
        bytes: request.bytes,
        basePath: request.basePath ?? '',
        get caller() {
          return request.caller;
        },
      };
      return run(checked as CheckedRequest<Contract>);
    },
  };
}
