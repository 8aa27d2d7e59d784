import type * as z from 'zod/mini';
import { type Endpoint, needsToken } from '../../src/contract/endpoint.ts';
import { PROBLEM_TYPE, problem } from '../../src/contract/problem.ts';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

/** Of the formats that have no place for it in the body. */
const LINK = { Link: { $ref: '#/components/headers/Link' } };
const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

/** Everything an endpoint can answer, by status. */
export function responsesOf(endpoint: Endpoint, schemas: Schemas): Record<string, JsonSchema> {
  const successes = { [endpoint.success ?? 200]: endpoint.answer, ...endpoint.otherAnswers };
  const refusals = Map.groupBy(refusalsOf(endpoint), code => ERRORS[code].status);
  return Object.fromEntries([
    ...Object.entries(successes).map(([status, answer]) => [
      status,
      success(status, answer?.(), endpoint.formats ?? {}, schemas),
    ]),
    ...[...refusals].map(([status, codes]) => [String(status), refusal(status, codes, schemas)]),
  ]);
}

/** What the endpoint itself refuses and what any endpoint like it does. */
function refusalsOf(endpoint: Endpoint): ErrorCode[] {
  const { method, params, query, body, delivery, wrongBody } = endpoint;
  const codes: ErrorCode[] = [
    ...(endpoint.refusals ?? []),
    ...given(params ?? query ?? delivery ?? (body && !wrongBody), 'invalid_request'),
    ...(wrongBody ? [wrongBody] : []),
    ...given(params, 'path_not_found'),
    ...given(body, 'malformed_json', 'payload_too_large', 'unsupported_media_type'),
    ...given(needsToken(endpoint), 'unauthenticated', 'token_keys_unavailable'),
    ...given(method !== 'GET', 'busy'),
    'internal_error',
  ];
  return [...new Set(codes)];
}

function given(condition: unknown, ...codes: ErrorCode[]): ErrorCode[] {
  return condition ? codes : [];
}

function success(
  status: string,
  answer: z.ZodMiniType | undefined,
  formats: NonNullable<Endpoint['formats']>,
  schemas: Schemas,
): JsonSchema {
  const isEmpty = answer === undefined || status === '204' || status.startsWith('3');
  return {
    description: isEmpty ? 'Done; the body is empty' : 'Done',
    headers: { ...REQUEST_ID, ...(Object.keys(formats).length > 0 && LINK) },
    ...(!isEmpty && {
      content: {
        'application/json': { schema: schemas.toJson(answer, 'output') },
        ...Object.fromEntries(Object.values(formats).map(type => [type, { schema: { type: 'string' } }])),
      },
    }),
  };
}

function refusal(status: number, codes: readonly ErrorCode[], schemas: Schemas): JsonSchema {
  const types = codes.map(code => `${PROBLEM_TYPE}${code}`);
  return {
    description: codes.map(code => `${ERRORS[code].title} (\`${code}\`)`).join('; '),
    headers: {
      ...REQUEST_ID,
      ...(status === 401 && { 'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' } }),
      ...(status === 503 && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
    },
    content: {
      'application/problem+json': {
        schema: { allOf: [schemas.toJson(problem(), 'output'), { properties: { type: { enum: types } } }] },
      },
    },
  };
}
