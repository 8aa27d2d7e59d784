import { afterAll, describe, expect, it } from 'vitest';
import { act, newAttempt, onStack, request, STAFF_PERSON, tokenOf } from '../support/api.ts';
import { allGone, descendants } from '../support/processes.ts';
import { killStartedCommands, readyUrl, startCommand } from '../support/startCommand.ts';
import { until } from '../support/until.ts';

afterAll(killStartedCommands, 120_000);

describe('npm run webhook-receiver', () => {
  it('registers itself at npm start, prints events, and leaves no webhook and no process', async () => {
    const stack = startCommand();
    const serviceUrl = await readyUrl(stack);
    const args = ['--token', await tokenOf(STAFF_PERSON), '--service', serviceUrl];
    const receiver = startCommand({}, args, 'webhook-receiver');
    const url = await readyUrl(receiver);
    const webhooks = () =>
      onStack(serviceUrl, async () => (await request('GET', '/api/proctoring/v1/webhooks')).body.results);
    expect(await webhooks()).toMatchObject([{ url, status: 'active' }]);

    const { id } = await onStack(serviceUrl, async () => {
      const attempt = await newAttempt();
      await act(attempt.id, 'start', attempt.learner);
      return attempt;
    });
    await until(receiver.stdout, stdout => stdout.includes(`proctoring.attempt.started.v1 attempts/${id} `));
    receiver.child.kill('SIGINT');
    expect(await receiver.exit).toEqual({ code: 0, signal: null });
    expect(receiver.stderr()).toBe('');
    expect(await webhooks()).toEqual([]);

    const children = descendants(stack);
    stack.child.kill('SIGINT');
    expect(await stack.exit).toEqual({ code: 0, signal: null });
    await allGone(children);
  });
});
