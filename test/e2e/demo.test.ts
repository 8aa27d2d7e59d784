import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/commandError.ts';
import { choosePorts } from '../../cli/ports.ts';
import { createDemoApi } from '../../dev/demo/api.ts';
import { readDemoArguments } from '../../dev/demo/demoArguments.ts';
import { requireExpected } from '../../dev/demo/history.ts';
import {
  formatReview,
  formatStep,
  formatTimeline,
  type ShownChange,
  type ShownReview,
  STEP_HEADING,
} from '../../dev/demo/report.ts';
import { runScenario } from '../../dev/demo/scenario.ts';
import { findTarget } from '../../dev/demo/target.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import { expectCompleteRun, killDemos, runDemo } from '../support/demo.ts';
import { useLocalStack } from '../support/localStack.ts';

const stack = useLocalStack();

afterAll(killDemos);

describe('npm run demo', () => {
  it('runs repeatedly on a running stack', async () => {
    const { url } = stack;
    const run = await runDemo([], { PORT: new URL(url).port });
    expectCompleteRun(run);
    expect(run.stdout).toContain('(the running stack)');
    await runScenario(createDemoApi(url, DEVELOPMENT_TOKEN_SECRET, AbortSignal.timeout(240_000)), () => {});
  });

  it('reports a deviation', async () => {
    const { url } = stack;
    const { code, stdout, stderr } = await runDemo(['--url', url], { JWT_SECRET: 'another one'.repeat(3) });
    expect(stdout).toContain(`${url} (the stack at --url)`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^staff creates an exam in \S+: 401 instead of 200\. The token is not valid\.\n$/);
  });

  it('reports that no service answers', async () => {
    const [port] = await choosePorts([{ port: 0, variable: 'PORT' }]);
    const target = findTarget(`http://localhost:${port}`, DEVELOPMENT_TOKEN_SECRET, AbortSignal.timeout(60_000));
    await expect(target).rejects.toThrow(/^No service answers at http:\/\/localhost:\d+\. .+$/);
  });

  it.each([
    [['--port', '3000'], "Unknown option '--port'. See npm run demo -- --help."],
    [['--url', 'localhost'], '--url must be a URL such as http://localhost:3000. See npm run demo -- --help.'],
  ])('rejects %j in one line', (args, message) => {
    expect(() => readDemoArguments(args)).toThrow(new UsageError(message));
  });
});

const CHANGE: ShownChange = {
  status: 'submitted',
  to_status: 'verified',
  change: 'status_changed',
  changed_at: '2026-11-02T09:41:12.345Z',
  changed_by: { role: 'vendor', user_id: null },
  reason: null,
  student_name: 'Ada Lovelace',
};

const REVIEW: ShownReview = {
  vendor: 'software_secure',
  review_status: 'Suspicious',
  version: 2,
  received_at: '2026-11-02T09:41:12.345Z',
  video_url: null,
  is_attempt_active: true,
  comments: [
    { start: 3600, stop: 3665, comment: 'Late', status: 'Clean', source: 'webcam' },
    { start: 4, stop: null, comment: 'Early', status: 'Rules Violation', source: 'desktop' },
  ],
};

describe('the output of the demo', () => {
  it('has its steps in columns', () => {
    const step = { description: 'the learner starts it', httpStatus: 200, attemptStatus: 'started' };
    const [heading, line] = [STEP_HEADING, formatStep(step)];
    expect(heading.indexOf('HTTP')).toBe(line.indexOf('200'));
    expect(heading.indexOf('Status of the attempt')).toBe(line.indexOf('started'));
    expect(formatStep({ ...step, description: 'x'.repeat(200) })).toMatch(/^ {2}x+… {2}200 {3}started$/);
  });

  it('has its timeline in columns of at most 100 characters', () => {
    const removal = { role: 'staff', user_id: 7 };
    const text = formatTimeline([
      CHANGE,
      { ...CHANGE, change: 'removed', to_status: null, changed_by: removal, reason: 'r'.repeat(99) },
      { ...CHANGE, student_name: 'n'.repeat(99), reason: '' },
    ]);
    expect(text.split('\n')).toEqual([
      '  Time (UTC)               Change                Actor    Reason                Student name',
      '  2026-11-02 09:41:12.345  submitted → verified  vendor   –                     Ada Lovelace',
      `  2026-11-02 09:41:12.345  submitted → removed   staff 7  ${'r'.repeat(19)}…  Ada Lovelace`,
      `  2026-11-02 09:41:12.345  submitted → verified  vendor   –                     ${'n'.repeat(16)}…`,
    ]);
  });

  it('summarises a review', () => {
    expect(formatReview(REVIEW).split('\n')).toEqual([
      '  Suspicious (software_secure, version 2, 2026-11-02 09:41:12.345)',
      '  of an attempt that is live',
      '  video –',
      '   0:04 – –      desktop  Rules Violation  Early',
      '  60:00 – 61:05  webcam   Clean            Late',
    ]);
    expect(formatReview({ ...REVIEW, comments: [] }).split('\n')).toHaveLength(3);
  });
});

describe('the check of the history', () => {
  it.each([
    [['a', 'b'], ['a', 'c'], 'Item 2 of the history should be "c", but is "b".'],
    [['a'], ['a', 'b'], 'Item 2 of the history should be "b", but is missing.'],
    [['a', 'b'], ['a'], 'Item 2 of the history should be missing, but is "b".'],
  ])('rejects %j instead of %j', (actual, expected, message) => {
    expect(() => requireExpected(actual, expected)).toThrow(message);
  });

  it('accepts the expected one', () => {
    expect(() => requireExpected(['a'], ['a'])).not.toThrow();
  });
});
