import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { errorFields } from '../../src/platform/errorFields.ts';
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

  describe.each<[string, (error: unknown) => void]>([
    ['as a field', error => log.error('request failed', { error })],
    ['by errorFields', error => log.error('request failed', errorFields(error))],
  ])('of an error %s', (_way, logError) => {
    const data = { email: { S: 'mina@personal.example' } };

    it('has its name and calls, and none of its data', () => {
      const cause = Object.assign(new RangeError('inner mina@personal.example'), { Item: data });
      logError(Object.assign(new TypeError('outer\n    at mina@personal.example', { cause }), { Item: data }));
      expect(written()[0].error).toEqual({
        name: 'TypeError',
        stack: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
        cause: { name: 'RangeError' },
      });
      expect(lines.join()).not.toMatch(/personal|inner|outer/);
    });

    it.each([
      ['an item', { Item: data }],
      ['a text', 'mina@personal.example'],
    ])('has nothing of a cause that is %s', (_case, cause) => {
      logError(new Error('', { cause }));
      expect(written()[0].error).toMatchObject({ name: 'Error', cause: { name: 'unknown' } });
      expect(lines.join()).not.toContain('personal');
    });

    it('has the code of a system error, and no other code', () => {
      logError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
      logError(Object.assign(new Error('connect'), { code: 'mina@personal.example' }));
      expect(written().map(({ error }) => error.code)).toEqual(['ECONNREFUSED', undefined]);
    });
  });

  it('has the code and the fields of an expected error', () => {
    log.info('request', errorFields(new DomainError('busy', 'Try again.', { logged: { attemptId: 5 } })));
    expect(written()[0]).toMatchObject({ refusal: 'busy', attemptId: 5 });
    log.error('failed', errorFields('mina@personal.example'));
    expect(written()[1].error).toEqual({ name: 'unknown' });
  });
});
