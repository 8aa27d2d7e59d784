import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../build/build.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

/** The limit of each function's bundle in bytes: its size, rounded up to the next 5,000. Last raised for rows with an internal error. */
const MAX_BYTES: Record<string, number> = {
  allowances: 308_000,
  archive: 141_000,
  attempts: 298_000,
  deliveries: 190_000,
  events: 170_000,
  exams: 245_000,
  health: 45_000,
  lists: 321_000,
  lookups: 252_000,
  notifications: 183_000,
  privacy: 240_000,
  // With the page's files, compressed and in base64.
  staffPage: 95_000,
  timeOuts: 208_000,
  vendorCallbacks: 293_000,
  webhooks: 248_000,
};

let names: string[];
beforeAll(async () => {
  names = await buildFunctions();
});

describe('the bundles', () => {
  it('are exactly those with a limit', () => {
    expect(names.sort()).toEqual(Object.keys(MAX_BYTES));
  });

  it.each(Object.entries(MAX_BYTES))('%s has at most %i bytes, and is close to the limit', async (name, maxBytes) => {
    const { size } = await stat(join(PROJECT_ROOT, `dist/${name}.mjs`));
    expect(size).toBeLessThanOrEqual(maxBytes);
    expect(size, 'lower its limit').toBeGreaterThan(maxBytes - 5_000);
  });

  /** A text that each part of the code contains, and minification keeps. */
  const MARKERS = {
    'parsers of deliveries': 'appointment.approved-by-auditor',
    'calls to vendors': 'client_credentials',
  };

  it.each([
    ['parsers of deliveries', ['vendorCallbacks']],
    ['calls to vendors', ['attempts', 'notifications', 'privacy']],
  ] as const)('with %s are those of %j', async (part, expected) => {
    const bundles = await Promise.all(
      names.map(async name => ({ name, text: await readFile(join(PROJECT_ROOT, `dist/${name}.mjs`), 'utf8') })),
    );
    const containing = bundles.filter(({ text }) => text.includes(MARKERS[part])).map(({ name }) => name);
    expect(containing.sort()).toEqual(expected);
  });
});
