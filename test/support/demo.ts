import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { STEP_HEADING } from '../../dev/demo/report.ts';

const started: ChildProcess[] = [];
/** Ends those that a failed test left running. */
export function killDemos(): void {
  for (const child of started) child.kill('SIGKILL');
}

export interface DemoRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `node dev/demo.ts`. @param onOutput gets all output so far */
export function runDemo(
  args: string[],
  env: Record<string, string> = {},
  onOutput = (_stdout: string, _child: ChildProcess) => {},
): Promise<DemoRun> {
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

export function expectCompleteRun({ code, stdout, stderr }: DemoRun): void {
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
