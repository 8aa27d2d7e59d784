import type * as z from 'zod/mini';
import { allowanceProblem } from '../../src/api/allowances/contract.ts';
import { attemptProblem } from '../../src/api/attempts/contract.ts';
import type { Endpoints } from '../../src/api/contract/contract.ts';
import { type Cell, toCsv } from '../../src/api/contract/csv.ts';
import { ANSWERS, OTHER_ANSWERS } from '../../src/api/contract/documentation/answers.ts';
import { type Endpoint, needsToken } from '../../src/api/contract/endpoint.ts';
import { PROBLEM_TYPE, problem } from '../../src/api/contract/problem.ts';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.ts';
import { descriptionOf, withDescriptions } from './descriptions.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

/** Header of formats whose body cannot carry the link. */
const LINK = { Link: { $ref: '#/components/headers/Link' } };
const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

const NOT_MODIFIED = 'Nothing has changed since the answer with the ETag that the header If-None-Match has.';

/** All responses of an endpoint, by status. */
export function responsesOf(endpoint: Endpoint, schemas: Schemas): Record<string, JsonSchema> {
  const successStatus = endpoint.success ?? 200;
  const id = endpoint.id as keyof Endpoints;
  const successes = { [successStatus]: endpoint.answer, ...endpoint.otherAnswers };
  const examples: Readonly<Record<string, unknown>> = { [successStatus]: ANSWERS[id], ...OTHER_ANSWERS[id] };
  const errors = Map.groupBy(errorCodesOf(endpoint), code => ERRORS[code].status);
  return Object.fromEntries([
    ...Object.entries(successes).map(([status, answer]) => [
      status,
      successResponse(endpoint, { status, answer: answer?.(), example: examples[status] }, schemas),
    ]),
    ...(endpoint.hasEntityTag ? [['304', { description: NOT_MODIFIED }] as const] : []),
    ...[...errors].map(([status, codes]) => [String(status), errorResponse(status, codes, schemas)]),
  ]);
}

/** The results of the example as CSV. */
function csvOf(example: unknown): string {
  const { results } = example as { results: Record<string, Cell>[] };
  return toCsv(Object.keys(results[0] ?? {}), results);
}

/** The endpoint's own errors, and the common ones of its method, parameters and body. */
function errorCodesOf(endpoint: Endpoint): ErrorCode[] {
  const { method, params, query, body, delivery, bodyProblem, acceptsForms } = endpoint;
  const codes: ErrorCode[] = [
    ...(endpoint.problems ?? []),
    ...when(params ?? query ?? delivery ?? (body && !bodyProblem), 'invalid_request'),
    ...(bodyProblem ? [bodyProblem] : []),
    ...when(params, 'path_not_found'),
    ...when(body, 'malformed_json', 'payload_too_large', 'unsupported_media_type'),
    ...when(acceptsForms, 'malformed_form'),
    ...when(needsToken(endpoint), 'unauthenticated', 'token_keys_unavailable'),
    ...when(method !== 'GET', 'busy'),
    'internal_error',
    // Endpoints that access DynamoDB.
    ...when(needsToken(endpoint) || params || delivery, 'overloaded'),
  ];
  return [...new Set(codes)];
}

function when(condition: unknown, ...codes: ErrorCode[]): ErrorCode[] {
  return condition ? codes : [];
}

function successResponse(
  { id, formats = {} }: Endpoint,
  { status, answer, example }: { status: string; answer: z.ZodMiniType | undefined; example: unknown },
  schemas: Schemas,
): JsonSchema {
  const isEmpty = answer === undefined || status === '204' || status.startsWith('3');
  return {
    description: isEmpty ? 'Done; the body is empty' : 'Done',
    headers: { ...REQUEST_ID, ...(Object.keys(formats).length > 0 && LINK) },
    ...(!isEmpty && {
      content: {
        'application/json': { schema: withDescriptions(schemas.toJson(answer, 'output'), id), example },
        ...Object.fromEntries(
          Object.values(formats).map(type => [type, { schema: { type: 'string' }, example: csvOf(example) }]),
        ),
      },
    }),
  };
}

function errorResponse(status: number, codes: readonly ErrorCode[], schemas: Schemas): JsonSchema {
  const types = codes.map(code => `${PROBLEM_TYPE}${code}`);
  return {
    description: codes.map(code => `${ERRORS[code].title} (\`${code}\`)`).join('; '),
    headers: {
      ...REQUEST_ID,
      ...(status === 401 && { 'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' } }),
      ...((status === 503 || status === 429) && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
    },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            schemas.toJson(problemOf(codes), 'output'),
            { properties: { type: { enum: types, ...descriptionOf('type', 'Problem') } } },
          ],
        },
        examples: Object.fromEntries(codes.map(code => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** The schema with the members of the problems. */
function problemOf(codes: readonly ErrorCode[]) {
  if (codes.includes('attempt_changed')) return attemptProblem();
  return codes.includes('allowance_changed') ? allowanceProblem() : problem();
}
