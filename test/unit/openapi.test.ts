import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../local/openapi/document.ts';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { CONTRACT } from '../../src/contract/contract.ts';
import { ERRORS } from '../../src/domain/errors.ts';

const FILE = join(PROJECT_ROOT, 'openapi.json');
// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
const document = JSON.parse(readFileSync(FILE, 'utf8')) as any;
const endpoints = CONTRACT.flatMap(one => one.endpoints);
const operation = (path: string, method: string) => document.paths[`/api/edx_proctoring${path}`][method];

describe('openapi.json', () => {
  it('is what the contract says: npm run openapi writes it anew', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('passes the linter', async () => {
    const linter = join(PROJECT_ROOT, 'node_modules/@redocly/cli/bin/cli.js');
    const env = { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stderr } = await promisify(execFile)(process.execPath, [linter, 'lint', FILE], { cwd: PROJECT_ROOT, env });
    expect(stderr).toContain('valid');
  }, 30_000);

  it('has every endpoint', () => {
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths)
      .flatMap(path => Object.values(path))
      .map(({ operationId }) => operationId);
    expect(ids.sort()).toEqual(endpoints.map(({ id }) => id).sort());
  });

  it('tells every refusal with its status and code', () => {
    for (const { id, path, method, refusals = [] } of endpoints) {
      const { responses } = document.paths[path.replaceAll('+}', '}')][method.toLowerCase()];
      for (const code of refusals) {
        expect(JSON.stringify(responses[ERRORS[code].status]), `${id}: ${code}`).toContain(`:problem:${code}"`);
      }
    }
  });

  it('refers to things by name, the same wherever they stand', () => {
    const { schemas } = document.components;
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Attempt', 'Exam', 'Problem', 'User']));
    expect(schemas.Attempt.properties.proctored_exam.anyOf).toContainEqual({ $ref: '#/components/schemas/Exam' });
    const { schema } = operation('/v1/proctored_exam/exam/exam_id/{exam_id}', 'get').responses[200].content[
      'application/json'
    ];
    expect(schema).toEqual({ $ref: '#/components/schemas/Exam' });
  });

  it('has no reference that leads nowhere', () => {
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer.split('/').reduce((at, name) => at?.[name], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it('says where a token is needed', () => {
    expect(operation('/v1/proctored_exam/exam', 'post')).toMatchObject({
      security: [{ token: [] }],
      'x-who': 'global staff',
    });
    expect(operation('/proctoring_review_callback/', 'post').security).toEqual([]);
  });

  it('describes input as it may be written and answers as they are read', () => {
    const { parameters } = operation('/v1/proctored_exam/attempt/code/{attempt_code}/history', 'get');
    expect(parameters).toContainEqual(expect.objectContaining({ name: 'limit', in: 'query', required: false }));
    const body = operation('/v1/proctored_exam/exam', 'post').requestBody.content['application/json'].schema;
    expect(body.properties.time_limit_mins.anyOf).toEqual([
      { type: 'integer', minimum: 1, maximum: 525_600 },
      expect.objectContaining({ type: 'string' }),
    ]);
    expect(body.properties.is_active.enum).toEqual([true, false, 'true', 'false']);
  });

  it('has what the vendor posts also as a webhook', () => {
    const { post } = document.webhooks.reviewCallback;
    expect(post.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/SoftwareSecureReviewInput',
    });
  });
});
