import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { choosePorts } from '../../cli/ports.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { requireExpected } from '../../dev/demo/history.ts';
import {
  formatReview,
  formatStep,
  formatTimeline,
  type ShownChange,
  type ShownReview,
  STEP_HEADING,
} from '../../dev/demo/report.ts';

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `node dev/demo.ts`. @param onOutput gets all output so far */
function runDemo(
  args: string[],
  env: Record<string, string> = {},
  onOutput = (_stdout: string, _child: ChildProcess) => {},
): Promise<Run> {
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dev/demo.ts'), ...args], {
    cwd: tmpdir(),
    env: { ...process.env, PORT: '0', JWT_SECRET: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', chunk => {
    output.stdout += chunk;
    onOutput(output.stdout, child);
  });
  child.stderr.on('data', chunk => {
    output.stderr += chunk;
  });
  return new Promise(resolve => child.once('close', code => resolve({ code, ...output })));
}

const TIME = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}';

/** The demo's output line by line, as patterns because of times and ids. */
const STEPS = [
  /staff creates an exam in course-v1:DemoU\+PHY201\+\w+ +200 +–$/,
  /staff creates an attempt for Ada Lovelace +200 +created$/,
  /the learner starts it +200 +started$/,
  /the learner submits it +200 +submitted$/,
  /the vendor delivers its review: Clean +200 +verified$/,
  /the vendor delivers it again +200 +verified$/,
  /staff corrects the student name to Ada King +200 +verified$/,
  /staff removes it: Wrong sitting +200 +verified, archived$/,
  /staff locates it by its code immediately +200 +verified, archived$/,
  /staff creates a new one with the same code +200 +created$/,
  /staff removes it too: Demo is over +200 +created, archived$/,
];
const TIMELINE = [
  'created → started     learner 42  –              Ada Lovelace',
  'started → submitted   learner 42  –              Ada Lovelace',
  'submitted → verified  vendor      –              Ada Lovelace',
  'verified → removed    staff 7     Wrong sitting  Ada King',
  'created → removed     staff 7     Demo is over   Augusta King',
];

function expectWholeStory({ code, stdout, stderr }: Run): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n');
  const steps = lines.slice(lines.indexOf(STEP_HEADING) + 1);
  for (const [index, step] of STEPS.entries()) expect(steps[index]).toMatch(step);
  const timeline = lines.filter(line => new RegExp(`^ +${TIME}  `).test(line));
  expect(timeline.map(line => line.replace(new RegExp(`^ +${TIME}  `), ''))).toEqual(TIMELINE);
  expect(stdout).toMatch(/Clean \(software_secure, version 1, .*\)\n {2}of an attempt that is archived\n/);
  expect(stdout).toContain('https://review.vendor.example/DirectLink-HTML5.aspx?ID=8f1c2e');
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(100);
}

describe('npm run demo', () => {
  it('runs the whole scenario on a stack of its own', async () => {
    const run = await runDemo([]);
    expectWholeStory(run);
    const url = /at (http:\S+) \(a new stack, in memory\)/.exec(run.stdout)?.[1];
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('runs repeatedly on a running stack', async () => {
    const url = inject('stackUrl');
    const runs = await Promise.all([runDemo(['--url', url]), runDemo([], { PORT: new URL(url).port })]);
    for (const run of runs) expectWholeStory(run);
    expect(runs[0].stdout).toContain(`${url} (the stack at --url)`);
    expect(runs[1].stdout).toContain('(the running stack)');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('stops its stack when it is interrupted', async () => {
    const { code, stdout } = await runDemo([], {}, (printed, child) => {
      if (printed.includes('the learner starts it') && !child.killed) child.kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(stdout).not.toContain('Student name');
    const url = /at (http:\S+) /.exec(stdout)?.[1];
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('reports a deviation', async () => {
    const { code, stderr } = await runDemo(['--url', inject('stackUrl')], { JWT_SECRET: 'another one'.repeat(3) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^staff creates an exam in \S+: 401 instead of 200\. The token is not valid\.\n$/);
  });

  it('reports that no service answers', async () => {
    const [port] = await choosePorts([{ port: 0, variable: 'PORT' }]);
    const { code, stderr } = await runDemo(['--url', `http://localhost:${port}`]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^No service answers at http:\/\/localhost:\d+\. .+\n$/);
  });

  it.each([
    [['--port', '3000'], "Unknown option '--port'. See npm run demo -- --help.\n"],
    [['--url', 'localhost'], '--url must be a URL such as http://localhost:3000. See npm run demo -- --help.\n'],
  ])('rejects %j in one line', async (args, stderr) => {
    expect(await runDemo(args)).toEqual({ code: 2, stdout: '', stderr });
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

describe('an unexpected history', () => {
  it.each([
    [['a', 'b'], ['a', 'c'], 'Item 2 of the history should be "c", but is "b".'],
    [['a'], ['a', 'b'], 'Item 2 of the history should be "b", but is missing.'],
    [['a', 'b'], ['a'], 'Item 2 of the history should be missing, but is "b".'],
  ])('%j instead of %j', (actual, expected, message) => {
    expect(() => requireExpected(actual, expected)).toThrow(message);
  });

  it('differs from an expected one', () => {
    expect(() => requireExpected(['a'], ['a'])).not.toThrow();
  });
});
