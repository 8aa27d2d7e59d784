import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';

const require = createRequire(import.meta.url);
const { httpApiStage, archiveConcurrency, notificationsConcurrency } = require('../../resources/limits.cjs');
const tags = require('../../resources/tags.cjs');

const FUNCTIONS = [{ health: { events: [{ httpApi: 'GET /health' }, { httpApi: '*' }, { stream: {} }] } }, null];
const RESOLVERS = {
  resolveConfigurationProperty: async () => FUNCTIONS,
  resolveVariable: async (name: string) => name,
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a wrong deployment setting is rejected by name', () => {
  it.each([
    ['{broken', 'it must be a JSON object'],
    ['[]', 'it must be a JSON object'],
    ['null', 'it must be a JSON object'],
    ['{"rate": 5}', '"rate" is neither'],
    ['{"default": {"rate": 5}}', '"default" must be'],
    ['{"default": {"burst": 5}}', '"default" must be'],
    ['{"default": {"rate": 0, "burst": 5}}', '"default" must be'],
    ['{"default": {"rate": "5", "burst": 5}}', '"default" must be'],
    ['{"default": {"rate": 1.5, "burst": 5}}', '"default" must be'],
    ['{"routes": {"GET /health": {"rate": 5, "burst": 5, "per": 1}}}', '"GET /health" must be'],
    ['{"routes": {"GET /healthy": null}}', 'there is no route "GET /healthy"'],
  ])('THROTTLING=%s', async (value, reason) => {
    vi.stubEnv('THROTTLING', value);
    await expect(httpApiStage(RESOLVERS)).rejects.toThrow(`Setting THROTTLING: ${reason}`);
  });

  it.each(['0', '-1', '1.5', 'many', '1e3'])('…_RESERVED_CONCURRENCY=%s', value => {
    for (const [name, read] of [
      ['ARCHIVE_RESERVED_CONCURRENCY', archiveConcurrency],
      ['NOTIFICATIONS_RESERVED_CONCURRENCY', notificationsConcurrency],
    ]) {
      vi.stubEnv(name, value);
      expect(read).toThrow(`Setting ${name}: it must be a whole number`);
    }
  });

  it.each(['{broken', '[]', '{"Stage": "x"}', '{"project": "x"}', '{"aws:x": "x"}', '{"CostCenter": 4711}'])(
    'TAGS=%s',
    async value => {
      vi.stubEnv('TAGS', value);
      await expect(tags(RESOLVERS)).rejects.toThrow('Setting TAGS:');
    },
  );
});
