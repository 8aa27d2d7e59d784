import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act, codePath, history, newAttempt, onStack, postReview, remove, request, reviewFor } from '../support/api.ts';
import { COURSE } from '../support/builders.ts';
import { allGone, descendants } from '../support/processes.ts';
import { killStartedCommands, readyUrl, type StartedCommand, startCommand } from '../support/startCommand.ts';
import { until } from '../support/until.ts';

/** Tests with a stack of their own: it is killed, loses a process, or has its log read. */
let dataDir: string;
let second: StartedCommand | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'proctoring-'));
});

afterAll(async () => {
  await killStartedCommands();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a stack with a data folder', () => {
  it('killed between a removal and its history item writes the item after a restart', async () => {
    const first = startCommand({}, ['--data', dataDir]);
    const url = await readyUrl(first);
    const children = descendants(first);
    expect(children.length).toBeGreaterThanOrEqual(4);
    const attempts = await onStack(url, async () => {
      const removed = [await newAttempt(), await newAttempt(), await newAttempt()];
      for (const { id } of removed) expect((await remove(id, 'killed')).status).toBe(200);
      first.child.kill('SIGKILL');
      return removed;
    });
    await first.exit;
    await allGone(children);
    const archived = [...first.stdout().matchAll(/"message":"archived".*?"records":(\d+)/g)];
    const recordsSeen = archived.reduce((sum, [, records]) => sum + Number(records), 0);
    // Three creations and three removals are in the stream; the stack was killed before it had processed all of them.
    expect(recordsSeen).toBeLessThan(6);

    second = startCommand({}, ['--data', dataDir]);
    await onStack(await readyUrl(second), async () => {
      for (const { code } of attempts) {
        expect(await history(code, 1)).toMatchObject([{ change: 'removed', reason: 'killed' }]);
      }
    });
  });
});

describe('the log', () => {
  it('has every request, its error, the archived records and the exit of a part, and no personal data', async () => {
    const running = second ?? startCommand();
    await onStack(await readyUrl(running), async () => {
      const attempt = await newAttempt({ student_name: 'Zephyrine Quux' });
      await act(attempt.id, 'start', { ...attempt.learner, name: 'Zephyrine Quux' });
      await request('PATCH', `/api/edx_proctoring/v1/proctored_exam/attempt/${attempt.id}`, {
        json: { student_name: 'Zephyrine Edited' },
      });
      await postReview(reviewFor({ ...attempt, externalId: 'forged-locator' }));
      await postReview(reviewFor(attempt, { reviewStatus: { odd: 'Zephyrine' } }));
      await postReview(reviewFor(attempt, { reviewStatus: 'Zephyrine Quux' }));
      await postReview(`{"half": "Zephyrine`);
      const webCamComments = [{ comments: 'Zephyrine looked away', eventStart: 4, eventStatus: 'Clean' }];
      await postReview(reviewFor(attempt, { overAllComments: 'Zephyrine looked away', webCamComments }));
      await remove(attempt.id, 'Zephyrine asked for it');
      await request('GET', codePath(attempt.code));
      const report = '/api/edx_proctoring/v1/proctored_exam/violation_report/course_id';
      await request('GET', `${report}/${encodeURIComponent(COURSE)}?format=csv&content_id=Zephyrine`);
      expect((await request('GET', `${report}/${encodeURIComponent(COURSE)}`)).text).toContain('Zephyrine');
      await request('GET', codePath('no such code'));
      await request('GET', codePath(attempt.code), { as: 'not.a.token' });
      await history(attempt.code, 3);
    });
    // An archived entry can be read shortly before it is logged.
    await until(running.stdout, stdout => stdout.includes('"message":"archived"'));
    const children = descendants(running);
    const java = children.find(({ command }) => /^\S*java /.test(command));
    process.kill(java?.pid ?? Number.NaN, 'SIGKILL');
    expect(await running.exit).toEqual({ code: 1, signal: null });
    expect(running.stderr()).toBe('DynamoDB Local was killed (exit code 137).\n');
    await allGone(children);
    const log = running.stdout() + running.stderr();
    for (const expected of [
      '"refusal":"suspicious_lookup"',
      '"receivedLocator":"forg…"',
      '"refusal":"malformed_json"',
      '"refusal":"bad_review_status"',
    ]) {
      expect(log).toContain(expected);
    }
    expect(log).toContain('"refusal":"attempt_code_not_located"');
    expect(log).toContain('"message":"archived"');
    for (const personal of [
      'Zephyrine',
      'personal.example',
      'vendor.example',
      'Mina',
      'learner-0042',
      'forged-locator',
    ]) {
      expect(log).not.toContain(personal);
    }
    // Beside the log-in of the local page for staff, which is printed for its user.
    expect(log.replace(/\/staff\/#token=\S+/, '')).not.toMatch(/eyJ[\w-]+\./);
  });
});
