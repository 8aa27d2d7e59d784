import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { request } from '../support/api.ts';

const get = (path: string, headers = {}) => request('GET', path, { as: null, headers });

describe('the documentation page', () => {
  it('is there without a token, and may load and call nothing but this service', async () => {
    const page = await get('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(page.text).not.toMatch(/https?:\/\/|<script>|onload=/);
  });

  it('has all that it refers to', async () => {
    const page = await get('/docs');
    const files = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(match => match[1] ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) {
      const { status, headers } = await get(file);
      expect([file, status]).toEqual([file, 200]);
      expect(headers.get('content-type')).toMatch(file.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
    }
  });

  it('is where the address that npm start prints leads', async () => {
    const { status, headers } = await get('/');
    expect([status, headers.get('location')]).toEqual([302, '/docs']);
  });

  it('names the address that it was opened at, whatever the port is', async () => {
    const shown: unknown[] = [];
    const document = (await get('/openapi.json')).body as { servers: unknown };
    const fetched = async () => ({ json: async () => document });
    const location = { origin: 'http://localhost:4321' };
    const start = `return (async () => { ${(await get('/docs/start.js')).text} })()`;
    await new Function('fetch', 'location', 'SwaggerUIBundle', start)(
      fetched,
      location,
      ({ spec }: { spec: unknown }) => shown.push(spec),
    );
    expect(shown).toEqual([{ ...document, servers: [expect.objectContaining({ url: 'http://localhost:4321' })] }]);
    expect(JSON.stringify(document)).not.toContain('localhost:3000');
  });

  it('shows openapi.json as it is committed', async () => {
    const committed = JSON.parse(readFileSync(join(PROJECT_ROOT, 'openapi.json'), 'utf8'));
    expect((await get('/openapi.json')).body).toEqual(committed);
  });

  it('comes compressed, whole and as it is in the package', async () => {
    const path = '/docs/swagger-ui-bundle.js';
    const bundle = readFileSync(join(PROJECT_ROOT, 'node_modules/swagger-ui-dist/swagger-ui-bundle.js'), 'utf8');
    const compressed = await get(path);
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(compressed.text === bundle).toBe(true);
    expect((await get(path, { 'accept-encoding': 'identity' })).text === bundle).toBe(true);
  });

  it('gives out no other file', async () => {
    for (const path of ['/docs/index.html', '/docs/..%2fpackage.json', '/docs/a/b']) {
      expect((await get(path)).status).toBe(404);
    }
  });
});
