import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { request } from '../support/api.ts';
import { useLocalStack } from '../support/localStack.ts';

useLocalStack();

const get = (path: string, headers = {}) => request('GET', path, { as: null, headers });

describe('the documentation page', () => {
  it('is served without a token, and may load and call only this service', async () => {
    const page = await get('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(page.text).not.toMatch(/https?:\/\/|<script>|onload=/);
  });

  it('has all files that it refers to', async () => {
    const page = await get('/docs');
    const files = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(match => match[1] ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) {
      const { status, headers } = await get(file);
      expect([file, status]).toEqual([file, 200]);
      expect(headers.get('content-type')).toMatch(file.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
    }
  });

  it('is at the address that npm start prints', async () => {
    const { status, headers } = await get('/');
    expect([status, headers.get('location')]).toEqual([302, '/docs']);
  });

  it('shows the address at which it was opened, on any port', async () => {
    const displayed: unknown[] = [];
    const document = (await get('/openapi.json')).body as { servers: unknown };
    const fetched = async () => ({ json: async () => document });
    const location = { origin: 'http://localhost:4321' };
    const start = `return (async () => { ${(await get('/docs/start.js')).text} })()`;
    await new Function('fetch', 'location', 'SwaggerUIBundle', start)(
      fetched,
      location,
      ({ spec }: { spec: unknown }) => displayed.push(spec),
    );
    expect(displayed).toEqual([{ ...document, servers: [expect.objectContaining({ url: 'http://localhost:4321' })] }]);
    expect(JSON.stringify(document)).not.toContain('localhost:3000');
  });

  it('shows openapi.json as it is committed', async () => {
    const committed = JSON.parse(readFileSync(join(PROJECT_ROOT, 'openapi.json'), 'utf8'));
    expect((await get('/openapi.json')).body).toEqual(committed);
  });

  it('is served compressed, complete and unchanged from the package', async () => {
    const path = '/docs/swagger-ui-bundle.js';
    const bundle = readFileSync(join(PROJECT_ROOT, 'node_modules/swagger-ui-dist/swagger-ui-bundle.js'), 'utf8');
    const compressed = await get(path);
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(compressed.text === bundle).toBe(true);
    expect((await get(path, { 'accept-encoding': 'identity' })).text === bundle).toBe(true);
  });

  it('rejects other files', async () => {
    for (const path of ['/docs/index.html', '/docs/..%2fpackage.json', '/docs/a/b']) {
      expect((await get(path)).status).toBe(404);
    }
  });
});

interface Example {
  id: string;
  method: string;
  path: string;
  body: unknown;
  /** The status that the document promises. */
  status: number;
}

/** The request that each operation is prefilled with on the page. */
function examplesIn(document: { paths: Record<string, Record<string, Described>> }): Example[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { parameters = [], responses, requestBody } = operation;
      const valuesIn = (source: string) =>
        parameters
          .filter(parameter => parameter.in === source)
          .map(({ name, example }): [string, string] => [name, String(example)]);
      const filled = valuesIn('path').reduce(
        (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
        path,
      );
      const query = new URLSearchParams(valuesIn('query'));
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path: `${filled}${query.size > 0 ? `?${query}` : ''}`,
        body: requestBody?.content['application/json'].example,
        status: operation['x-example-status'] ?? Number(Object.keys(responses)[0]),
      };
    }),
  );
}

interface Described {
  operationId: string;
  parameters?: { name: string; in: string; example: unknown }[];
  requestBody?: { content: { 'application/json': { example: unknown } } };
  responses: Record<string, unknown>;
  'x-example-status'?: number;
}

/** A vendor of this stack but not of the default settings: it misses the signature. */
const LOCAL_STATUSES: Readonly<Record<string, number>> = { vendorCallback: 401 };

describe('the examples of the documentation page', () => {
  it('are answered with the documented status, unchanged and with a staff token', async () => {
    const examples = examplesIn(JSON.parse((await get('/openapi.json')).text));
    expect(examples.length).toBeGreaterThan(40);
    for (const { id, method, path, body, status } of examples) {
      const answer = await request(method, path, body === undefined ? {} : { json: body });
      expect([id, answer.status, answer.status === (LOCAL_STATUSES[id] ?? status) ? '' : answer.text]).toEqual([
        id,
        LOCAL_STATUSES[id] ?? status,
        '',
      ]);
    }
  });

  it('name objects that loading the page creates, and that loading it again leaves unchanged', async () => {
    const attempt = '/api/edx_proctoring/v1/proctored_exam/attempt/3001';
    await get('/openapi.json');
    const before = await request('GET', attempt);
    expect(before.body).toMatchObject({ attempt_code: 'EXAMPLE-MINA', user: { username: 'example-mina' } });
    await get('/openapi.json');
    expect((await request('GET', attempt)).body).toMatchObject({ modified: before.body.modified });
  });
});
