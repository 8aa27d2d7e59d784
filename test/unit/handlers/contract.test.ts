import { globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CONTRACT } from '../../../src/api/contract/contract.ts';
import { type Endpoint, needsToken } from '../../../src/api/contract/endpoint.ts';
import type { Route } from '../../../src/api/http/router.ts';
import { HANDLER_SETTINGS } from '../../support/handlerSettings.ts';
import { stubSettings } from '../../support/stubSettings.ts';

const SRC = join(import.meta.dirname, '../../../src');
const served: Route[] = [];

vi.mock('../../../src/api/http/pipeline.ts', () => ({
  httpFunction: (routes: Route[]) => {
    served.push(...routes);
  },
}));

beforeAll(async () => {
  stubSettings(HANDLER_SETTINGS);
  for (const file of readdirSync(join(SRC, 'handlers'))) await import(join(SRC, 'handlers', file));
}, 120_000);

const listed = CONTRACT.flatMap(({ endpoints }) => endpoints);
const WITHOUT_TOKEN = ['csrfToken', 'health', 'launchExam', 'reviewCallback', 'vendorCallback'];
const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>) => `${method} ${path}`;

describe('the contract', () => {
  it.each(globSync('api/*/contract.ts', { cwd: SRC }))(
    'lists every endpoint of %s, by the name it is exported with',
    async file => {
      const exported = Object.entries<Partial<Endpoint> | undefined>(await import(join(SRC, file)));
      const endpoints = exported.filter(([, value]) => value?.method !== undefined && value.path !== undefined);
      for (const [name, endpoint] of endpoints) expect(endpoint?.id).toBe(name);
      expect(listed).toEqual(expect.arrayContaining(endpoints.map(([, endpoint]) => endpoint)));
    },
  );

  it('has unique ids, and unique methods of each path', () => {
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    expect(new Set(listed.map(nameOf)).size).toBe(listed.length);
  });

  it('names the parameters that a path has', () => {
    for (const { path, params } of listed) {
      const inPath = [...path.matchAll(/\{(\w+)[+#]?\}/g)].map(match => match[1]);
      expect(Object.keys(params?.().shape ?? {}), path).toEqual(inPath);
    }
  });

  it('accepts forms for every endpoint of edx-proctoring with an object as its body', () => {
    const hasList = ['registerExams', 'registerLearners'];
    const withFields = listed.filter(
      ({ id, path, body }) => path.startsWith('/api/edx_proctoring/v1/') && body && !hasList.includes(id),
    );
    expect(withFields.map(({ acceptsForms }) => acceptsForms)).toEqual(withFields.map(() => true));
    expect(listed.filter(({ acceptsForms }) => acceptsForms)).toEqual(withFields);
  });

  it('requires tokens but for these endpoints, whose callers are documented as having none', () => {
    const withoutToken = listed.filter(contract => !needsToken(contract));
    expect(withoutToken.map(({ id }) => id).sort()).toEqual(WITHOUT_TOKEN);
    const documented = listed.filter(({ access }) => access === 'anyone' || access === 'the vendor');
    expect(documented).toEqual(withoutToken);
  });

  it('requires a token by its own field, whatever the documentation says', () => {
    const contract = listed.find(needsToken) ?? expect.fail('every endpoint is public');
    expect(needsToken({ ...contract, access: 'anyone' })).toBe(true);
  });

  it('is exactly what the handlers serve', () => {
    // The page for staff is no part of the API.
    const api = served.filter(({ path }) => !path.startsWith('/staff'));
    expect(api.map(nameOf).sort()).toEqual(listed.map(nameOf).sort());
  });
});
