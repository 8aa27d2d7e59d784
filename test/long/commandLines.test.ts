import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { isIdleSweep } from '../../dev/offline.ts';
import { runScript } from '../support/runScript.ts';

/** The scripts of package.json that start one of our programs, by name; the options of `npm test` are vitest's. */
const PROGRAMS = Object.entries(
  (JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
).flatMap(([name, script]) => {
  const program = /^node (\S+\.ts)$/.exec(script)?.[1];
  return program === undefined || name === 'test' ? [] : [{ name, program }];
});

describe('the scripts of package.json', () => {
  it('exist', () => {
    const names = [
      'start',
      'token',
      'demo',
      'vendor',
      'build',
      'package',
      'openapi',
      'docs',
      'bench',
      'faults',
      'redrive',
    ];
    expect(PROGRAMS.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  it.each(PROGRAMS)('$name prints its help', async ({ name, program }) => {
    const { code, stdout, stderr } = await runScript(program, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^npm (?:run (?:--silent )?)?${name}\\b`));
    expect(stdout).toContain('--help');
  });

  it.each(PROGRAMS)('$name rejects an unknown option in one line', async ({ name, program }) => {
    const { code, stdout, stderr } = await runScript(program, ['--nonsense']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^Unknown option '--nonsense'.* See npm (?:run )?${name} -- --help\\.\n$`));
  });

  it.each([
    [
      'bench/bench.ts',
      ['speed'],
      /^Unknown section speed; the sections are cold-start, .* See npm run bench -- --help\.\n$/,
    ],
    [
      'bench/chaos/faults.ts',
      ['many'],
      /^ATTEMPTS must be a whole number from 1, not "many"\. See npm run faults -- --help\.\n$/,
    ],
    [
      'bench/chaos/faults.ts',
      ['--kills', '-1'],
      /^Option '--kills' argument is ambiguous\. See npm run faults -- --help\.\n$/,
    ],
    [
      'bench/chaos/faults.ts',
      ['--seed=x'],
      /^--seed must be a whole number from 0, not "x"\. See npm run faults -- --help\.\n$/,
    ],
    ['operations/smoke.ts', [], /See npm run smoke -- --help\.\n$/],
    ['operations/smoke.ts', ['proctoring.example.edu'], /See npm run smoke -- --help\.\n$/],
    ['operations/smoke.ts', ['http://a', 'http://b'], /See npm run smoke -- --help\.\n$/],
  ])('%s rejects %j', async (program, args, line) => {
    const { code, stderr } = await runScript(program, args);
    expect(code).toBe(2);
    expect(stderr).toMatch(line);
  });
});

describe('the log of npm start', () => {
  const idle = {
    closed: 0,
    cascades_finished: 0,
    cleared: 0,
    passed_over: 0,
    failed: 0,
    lag_seconds: 0,
    unfinished: false,
  };
  const line = (fields: Record<string, unknown>, message = 'time-outs') =>
    JSON.stringify({ level: 'INFO', message, timestamp: '2027-01-01T00:00:00.000Z', service: 'proctoring', ...fields });

  it('omits runs of the schedule without work', () => {
    expect(isIdleSweep(line(idle))).toBe(true);
  });

  it.each([
    line({ ...idle, closed: 1 }),
    line({ ...idle, cascades_finished: 1 }),
    line({ ...idle, cleared: 1 }),
    line({ ...idle, passed_over: 1 }),
    line({ ...idle, failed: 1 }),
    line({ ...idle, unfinished: true }),
    line({}),
    line(idle, 'archived'),
    '"message":"time-outs"',
  ])('shows %s', line => {
    expect(isIdleSweep(line)).toBe(false);
  });
});
