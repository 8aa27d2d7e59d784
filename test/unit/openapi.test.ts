import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../build/openapi/document.ts';
import { openApiPath } from '../../build/openapi/operation.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { ANSWERS } from '../../src/api/contract/documentation/answers.ts';
import { DESCRIPTIONS } from '../../src/api/contract/documentation/descriptions.ts';
import { REQUESTS, type RequestExample } from '../../src/api/contract/documentation/requests.ts';
import { proctoringEvent } from '../../src/api/events/contract.ts';
import { ACTIONS } from '../../src/domain/attempts/actions.ts';
import { ERRORS } from '../../src/domain/errors.ts';
import { EVENT_TYPES } from '../../src/domain/events/eventTypes.ts';

const FILE = join(PROJECT_ROOT, 'openapi.json');
// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
const document = JSON.parse(readFileSync(FILE, 'utf8')) as any;
const endpoints = CONTRACT.flatMap(resource => resource.endpoints);
const operation = (path: string, method: string) => document.paths[`/api/edx_proctoring${path}`][method];

type Id = keyof typeof REQUESTS;
type Media = { example?: unknown; examples?: unknown };
type DocumentedAnswer = { content?: Record<string, Media> };
type Named = { name: string; description?: string };
// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
const operations = [...Object.values<any>(document.paths), ...Object.values<any>(document.webhooks)].flatMap(path =>
  // biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
  Object.values<any>(path),
);

/** Every property of every schema below, wherever schemas stand. */
function propertiesIn(json: unknown, location: string): { location: string; description: string | undefined }[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => {
    if (name === 'example' || name === 'examples') return [];
    const properties = name === 'properties' ? Object.entries<{ description?: string }>(value) : [];
    return [
      ...properties.map(([property, { description }]) => ({ location: `${location}.${property}`, description })),
      ...propertiesIn(value, name === 'properties' ? location : `${location}/${name}`),
    ];
  });
}

describe('openapi.json', () => {
  it('is up to date with the contract: npm run openapi writes it', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('has every endpoint', () => {
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths)
      .flatMap(path => Object.values(path))
      .map(({ operationId }) => operationId);
    expect(ids.sort()).toEqual(endpoints.map(({ id }) => id).sort());
  });

  it('describes every error with its status and code', () => {
    for (const { id, path, method, problems = [] } of endpoints) {
      const { responses } = document.paths[openApiPath(path)][method.toLowerCase()];
      for (const code of problems) {
        expect(JSON.stringify(responses[ERRORS[code].status]), `${id}: ${code}`).toContain(`:problem:${code}"`);
      }
    }
  });

  it('has every error of the catalogue', () => {
    const texts = JSON.stringify(document.paths);
    const missing = Object.keys(ERRORS).filter(code => !texts.includes(`:problem:${code}"`));
    // Of no endpoint: its path has other methods.
    expect(missing).toEqual(['method_not_allowed']);
  });

  it('uses one named schema for each type', () => {
    const { schemas } = document.components;
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Attempt', 'Exam', 'Problem', 'User']));
    expect(schemas.Attempt.properties.proctored_exam.anyOf).toContainEqual({ $ref: '#/components/schemas/Exam' });
    const { schema } = operation('/v1/proctored_exam/exam/exam_id/{exam_id}', 'get').responses[200].content[
      'application/json'
    ];
    expect(schema).toEqual({ $ref: '#/components/schemas/Exam' });
  });

  it('has no dangling reference', () => {
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer.split('/').reduce((at, name) => at?.[decodeURI(name).replaceAll('~1', '/')], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it('marks the operations that need a token', () => {
    expect(operation('/v1/proctored_exam/exam', 'post')).toMatchObject({
      security: [{ token: [] }],
      'x-who': 'global staff',
    });
    expect(operation('/proctoring_review_callback/', 'post').security).toEqual([]);
  });

  it('describes input as accepted and answers as returned', () => {
    const { parameters } = operation('/v1/proctored_exam/attempt/code/{attempt_code}/history', 'get');
    expect(parameters).toContainEqual(expect.objectContaining({ name: 'limit', in: 'query', required: false }));
    const body = operation('/v1/proctored_exam/exam', 'post').requestBody.content['application/json'].schema;
    expect(body.properties.time_limit_mins.anyOf).toEqual([
      { type: 'integer', minimum: 1, maximum: 525_600 },
      expect.objectContaining({ type: 'string' }),
    ]);
    expect(body.properties.is_active.enum).toEqual([true, false, 'true', 'false']);
  });

  it('has an example for every request: its parameters and its body', () => {
    for (const { operationId, parameters = [], requestBody } of operations) {
      const without = parameters.filter(({ example }: { example?: unknown }) => example === undefined);
      expect([operationId, without]).toEqual([operationId, []]);
      for (const { example } of Object.values<Media>(requestBody?.content ?? {}))
        expect(example, operationId).toBeDefined();
    }
  });

  it('has patterns with the same meaning with and without the Unicode flag', () => {
    for (const [, json = ''] of JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)) {
      const pattern: string = JSON.parse(json);
      expect(pattern).not.toMatch(/\\p\{/i);
      for (const text of ['EXAMPLE-1', 'course-v1:X+Y+Z', '5', 'a\u0007b', 'a/b', '..', '']) {
        expect([pattern, text, new RegExp(pattern).test(text)]).toEqual([
          pattern,
          text,
          new RegExp(pattern, 'u').test(text),
        ]);
      }
    }
    for (const { operationId, parameters = [] } of operations) {
      for (const { name, example, schema } of parameters) {
        const pattern = new RegExp(schema.pattern ?? '');
        expect([operationId, name, pattern.test(String(example))]).toEqual([operationId, name, true]);
      }
    }
  });

  it('has an example for every answer with a body, and for every problem', () => {
    for (const { operationId, responses } of operations) {
      for (const [status, { content = {} }] of Object.entries<DocumentedAnswer>(responses)) {
        for (const [type, media] of Object.entries(content)) {
          expect('example' in media || 'examples' in media, `${operationId}: ${status} ${type}`).toBe(true);
        }
      }
    }
    for (const [code, { value }] of Object.entries<{ value: unknown }>(document.components.examples)) {
      expect(value).toMatchObject({ type: `urn:proctoring:problem:${code}`, detail: expect.stringMatching(/\.$/) });
    }
  });

  it('has no example with an unknown member', () => {
    for (const { id, body, answer } of endpoints) {
      const [request, exampleAnswer]: unknown[] = [REQUESTS[id as Id], ANSWERS[id as Id]];
      if (answer) expect(answer().parse(exampleAnswer), id).toEqual(exampleAnswer);
      if (body) expect(body().safeParse((request as RequestExample).body).success, id).toBe(true);
    }
  });

  it('has examples of reviews derived from the vendors’ payloads', () => {
    const delivered = JSON.parse(readFileSync(join(PROJECT_ROOT, 'test/fixtures/software-secure/clean.json'), 'utf8'));
    const { body } = REQUESTS.reviewCallback;
    expect(Object.keys(delivered)).toEqual(expect.arrayContaining(Object.keys(body)));
    expect(Object.keys(delivered.examMetaData)).toEqual(expect.arrayContaining(Object.keys(body.examMetaData)));
    expect(Object.keys(delivered.webCamComments[0])).toEqual(Object.keys(body.webCamComments?.[0] ?? {}));
  });

  it('describes every property and every parameter: src/api/contract/documentation/descriptions.ts', () => {
    const described = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.map(({ name, description }: Named) => ({ location: `${operationId}.${name}`, description })),
    );
    described.push(...propertiesIn(document, ''));
    expect(described.filter(({ description }) => !description?.endsWith('.')).map(({ location }) => location)).toEqual(
      [],
    );
    expect(described.length).toBeGreaterThan(500);
  });

  it('has no unused description', () => {
    const text = JSON.stringify(document);
    const unused = Object.entries(DESCRIPTIONS).filter(
      ([, sentence]) => !text.includes(JSON.stringify(sentence).slice(1, -1)),
    );
    expect(unused).toEqual([]);
  });

  it('lists the actions, although any other is rejected at run time', () => {
    const { schema } = operation('/v1/proctored_exam/attempt/{attempt_id}', 'put').requestBody.content[
      'application/json'
    ];
    expect(schema.properties.action.enum).toEqual(ACTIONS);
    expect(
      endpoints
        .find(({ id }) => id === 'actOnAttempt')
        ?.body?.()
        .safeParse({ action: 'dance' }).success,
    ).toBe(true);
  });

  it('describes each type of event as a webhook, with its data', () => {
    const dataOf = (type: string) => document.webhooks[type].post.requestBody.content;
    expect(Object.keys(document.webhooks)).toEqual(expect.arrayContaining([...EVENT_TYPES]));
    for (const type of EVENT_TYPES) {
      const family = type.split('.')[1] ?? '';
      const name = `${family.charAt(0).toUpperCase()}${family.slice(1)}EventData`;
      const { schema, example } = dataOf(type)['application/cloudevents+json'];
      expect(schema.allOf).toMatchObject([
        { $ref: '#/components/schemas/ProctoringEvent' },
        { properties: { type: { const: type }, data: { $ref: `#/components/schemas/${name}` } } },
      ]);
      expect(example.type).toBe(type);
      expect(proctoringEvent().parse(example), type).toEqual(example);
    }
  });

  it('describes vendors’ posts also as webhooks', () => {
    const { post } = document.webhooks.reviewCallback;
    expect(post.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/SoftwareSecureReviewInput',
    });
  });
});
