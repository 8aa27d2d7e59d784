import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** The permitted imports of each group of files, including types: our groups, packages, modules of Node. */
const ALLOWED: Record<string, { ours: string[]; packages: RegExp }> = {
  domain: { ours: ['domain'], packages: /^$/ },
  usecases: { ours: ['usecases', 'domain', 'platform'], packages: /^$/ },
  store: { ours: ['store', 'usecases', 'domain', 'platform'], packages: /^(@aws-sdk\/.*|aws-lambda|node:.*)$/ },
  vendors: {
    ours: ['vendors', 'contract', 'usecases', 'domain', 'platform', 'validation'],
    packages: /^(zod\/mini|jose|node:.*)$/,
  },
  contract: { ours: ['contract', 'domain'], packages: /^zod\/mini$/ },
  client: { ours: ['client', 'contract'], packages: /^zod\/mini$/ },
  staff: { ours: ['staff', 'contract', 'client'], packages: /^(preact|preact\/hooks|@preact\/signals)$/ },
  validation: { ours: ['validation', 'contract', 'domain'], packages: /^zod\/mini$/ },
  api: {
    ours: ['api', 'contract', 'usecases', 'domain', 'vendors', 'platform', 'validation', 'config'],
    packages: /^(zod\/mini|@middy\/core|jose|aws-lambda|node:.*)$/,
  },
  platform: { ours: ['platform', 'domain'], packages: /^node:.*$/ },
  streams: { ours: ['streams', 'platform'], packages: /^aws-lambda$/ },
  config: {
    ours: ['config', 'contract', 'vendors', 'usecases', 'domain', 'platform', 'validation'],
    packages: /^(zod\/mini|node:.*)$/,
  },
  aws: { ours: ['aws', 'platform'], packages: /^(@smithy\/signature-v4|node:.*)$/ },
  secrets: { ours: ['secrets', 'aws', 'config', 'platform'], packages: /^$/ },
  eventBus: { ours: ['eventBus', 'aws', 'usecases', 'domain', 'platform'], packages: /^$/ },
  queue: { ours: ['queue', 'aws', 'usecases', 'domain', 'platform'], packages: /^$/ },
  webhooks: { ours: ['webhooks', 'usecases', 'domain', 'platform'], packages: /^node:.*$/ },
  handlers: {
    ours: ['app', 'api', 'contract', 'usecases', 'domain', 'store', 'secrets', 'streams', 'queue', 'platform'],
    packages: /^aws-lambda$/,
  },
  app: {
    ours: [
      'app',
      'usecases',
      'domain',
      'store',
      'vendors',
      'aws',
      'eventBus',
      'queue',
      'webhooks',
      'config',
      'platform',
    ],
    packages: /^aws-lambda$/,
  },
};

/** Contracts are files beside the routes; they are the code that clients share with the service. */
function groupOf(file: string): string {
  if (/^api\/(?:contract\/|(?:\w+\/)+contract\.ts$)/.test(file)) return 'contract';
  return file.split('/')[0]?.replace('.ts', '') ?? '';
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(file => /\.tsx?$/.test(file));

/** The imports of a file, relative to src for our own. */
function importsOf(file: string): { ours: string[]; packages: string[] } {
  const source = readFileSync(join(SRC, file), 'utf8');
  const named = [...source.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(match => match[1] ?? '');
  return {
    ours: named.filter(name => name.startsWith('.')).map(name => normalize(join(dirname(file), name))),
    packages: named.filter(name => !name.startsWith('.')),
  };
}

const sourceOf = (file: string) => readFileSync(join(SRC, file), 'utf8');

/** The imports between our files. */
const graph = new Map(files.map(file => [file, importsOf(file).ours]));

describe('the dependencies of the architecture', () => {
  it.each(files)('%s imports only what its folder may', file => {
    const allowed = ALLOWED[groupOf(file)];
    expect(allowed, `${file} is in a folder that has no rule`).toBeDefined();
    const { ours, packages } = importsOf(file);
    expect(ours.filter(file => !allowed?.ours.includes(groupOf(file)))).toEqual([]);
    expect(packages.filter(name => !allowed?.packages.test(name))).toEqual([]);
  });

  it('the table of docs/architecture.md has the permitted imports', () => {
    const table = readFileSync(join(SRC, '../docs/architecture.md'), 'utf8');
    const rows = [...table.matchAll(/^\| `src\/([\w/]+)(?:\.ts)?` \|.*\| (.*) \|$/gm)];
    const documented = rows.map(([, folder = '', imports = '']) => {
      const group = folder.replace('api/', '').replace('http', 'api');
      const names = imports.replace(' (ports)', '').split(', ');
      return [group, names.map(name => (name === 'itself' ? group : name)).sort()];
    });
    const permitted = Object.entries(ALLOWED).map(([group, { ours }]) => {
      const others = ours.filter(name => name !== group);
      return [group, (others.length > 0 ? others : [group]).sort()];
    });
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(permitted));
  });

  it('domain and use cases read no clock, randomness or environment', () => {
    const inner = files.filter(file => /^(domain|usecases)\//.test(file));
    expect(inner.filter(file => /Date\.now|new Date\(\)|Math\.random|process\.env/.test(sourceOf(file)))).toEqual([]);
  });

  it('the domain is synchronous', () => {
    const inner = files.filter(file => file.startsWith('domain/'));
    expect(inner.filter(file => /\basync\b|\bawait\b|\bPromise\b/.test(sourceOf(file)))).toEqual([]);
  });

  it('only use cases read attempts, because they apply the time-out', () => {
    const outer = files.filter(file => /^(api|handlers)\//.test(file));
    expect(outer.filter(file => /\bwithTimeOutApplied\b|\battempts\.read|\blists\./.test(sourceOf(file)))).toEqual([]);
  });

  it.each(['store', 'vendors', 'eventBus', 'queue', 'webhooks'])(
    '%s implements ports, and imports no other use case',
    folder => {
      const imported = files
        .filter(file => file.startsWith(`${folder}/`))
        .flatMap(file => (graph.get(file) ?? []).map(imported => [file, imported] as const));
      const others = imported.filter(
        ([, target]) => target.startsWith('usecases/') && !target.startsWith('usecases/ports/'),
      );
      expect(others).toEqual([]);
    },
  );

  it('imports have no cycles', () => {
    const cyclic = files.filter(file => reaches(file, file));
    expect(cyclic.map(file => relative('.', file))).toEqual([]);
  });

  // test/package/bundles.test.ts asserts it of the bundles.
  it('parsers of deliveries and calls to vendors are independent', () => {
    const vendorFiles = (name: string) => files.filter(file => new RegExp(`^vendors/\\w+/${name}\\.ts$`).test(file));
    expect([vendorFiles('inbound').length, vendorFiles('outbound').length]).not.toContain(0);
    expect(vendorFiles('inbound').filter(file => reaches(file, 'vendors/vendorHttp.ts'))).toEqual([]);
    expect(vendorFiles('outbound').filter(file => reaches(file, 'vendors/delivery.ts'))).toEqual([]);
  });

  it('no file has more than 300 lines', () => {
    const tooLong = files.filter(file => readFileSync(join(SRC, file), 'utf8').split('\n').length > 300);
    expect(tooLong).toEqual([]);
  });
});

function reaches(from: string, to: string): boolean {
  const visited = new Set<string>();
  const queue = [...(graph.get(from) ?? [])];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (file === to) return true;
    if (visited.has(file)) continue;
    visited.add(file);
    queue.push(...(graph.get(file) ?? []));
  }
  return false;
}
