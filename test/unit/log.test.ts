import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { log } from '../../src/platform/log.ts';

let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const written = () => lines.map(line => JSON.parse(line));

describe('the log', () => {
  it('is one JSON line for each message, with level, time and fields', () => {
    log.info('request', { status: 200, refusal: undefined });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(written()).toEqual([
      { level: 'INFO', message: 'request', service: 'proctoring', status: 200, timestamp: expect.any(String) },
    ]);
    expect(written()[0].timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('has the id of the trace that Lambda names', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1');
    log.info('request', {});
    expect(written()[0].xray_trace_id).toBe('1-5759e988-bd862e3fe1be46a994272793');
  });

  it.each([
    ['DEBUG', ['INFO', 'ERROR']],
    ['INFO', ['INFO', 'ERROR']],
    ['warn', ['ERROR']],
    ['ERROR', ['ERROR']],
    ['SILENT', []],
    ['LOUD', ['INFO', 'ERROR']],
    ['', ['INFO', 'ERROR']],
  ])('with LOG_LEVEL=%s has %j', (level, levels) => {
    vi.stubEnv('LOG_LEVEL', level);
    log.info('one', {});
    log.error('two', {});
    expect(written().map(line => line.level)).toEqual(levels);
  });

  it('has an error’s name and stack, and none of its data', () => {
    const cause = Object.assign(new RangeError('inner'), { Item: { email: { S: 'mina@personal.example' } } });
    const error = Object.assign(new TypeError('outer', { cause }), { Item: { email: { S: 'mina@personal.example' } } });
    log.error('request failed', { error });
    expect(written()[0].error).toEqual({
      name: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('log.test.ts'),
      cause: { name: 'RangeError', message: 'inner', stack: expect.any(String) },
    });
    expect(lines.join()).not.toContain('personal.example');
  });
});
