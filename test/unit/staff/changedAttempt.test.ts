import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTab, tokenFor } from '../../support/staffTab.ts';
import { wireAttempt } from '../../support/staffWire.ts';

afterEach(() => vi.unstubAllGlobals());

const SEEN = wireAttempt({ id: 1, version: 5, status: 'submitted' });
const PRESENT = wireAttempt({ id: 1, version: 6, status: 'rejected' });
const CONFLICT = {
  ...{ type: 'https://errors.proctoring.example/attempt_changed', title: 'The attempt has changed', status: 409 },
  detail: 'Attempt 1 has changed: its version is 6.',
};

/** A service that reports changes without the attempt, which can be read as it is now, or not at all. */
async function scene(isReadable = true) {
  const { PROBLEM_TYPE } = await import('../../../src/api/contract/problem.ts');
  const problem = { ...CONFLICT, type: `${PROBLEM_TYPE}attempt_changed` };
  const tab = await openTab({
    answer: ({ method, url }) => {
      if (method === 'GET') return isReadable ? Response.json(PRESENT) : Response.json({}, { status: 503 });
      const row = { attempt_id: 1, ok: false, code: 'attempt_changed', detail: CONFLICT.detail };
      if (url.endsWith('/bulk')) return Response.json({ results: [row] });
      return Response.json(problem, { status: 409 });
    },
  });
  const [session, actions, bulk, api] = await Promise.all([
    tab.load('session'),
    tab.load('actions'),
    tab.load('bulkActions'),
    tab.load('api'),
  ]);
  session.logInByToken(tokenFor('first'));
  const decide = () => actions.decide(SEEN, 'verify', '').catch(error => api.describeError(error));
  const decideOnMany = () => bulk.actOnMany('verify', [SEEN], '', false);
  return { decide, decideOnMany };
}

describe('an attempt that has changed, of which the service tells without it', () => {
  it('is read again, so that its present status is shown and can be decided on', async () => {
    const { decide, decideOnMany } = await scene();
    expect(await decide()).toContain('is now “Rejected”');
    expect(await decideOnMany()).toMatchObject([
      { code: 'attempt_changed', attempt: { version: PRESENT.version, status: 'rejected' } },
    ]);
  });

  it('is shown with no status if it cannot be read, and cannot be decided on', async () => {
    const { decide, decideOnMany } = await scene(false);
    const { describeRow, isRepeatable } = await import('../../../src/staff/bulk.ts');
    expect(await decide()).toBe(CONFLICT.detail);
    const [result] = await decideOnMany();
    expect(result && [describeRow('verify', result), isRepeatable(result)]).toEqual([
      'has changed meanwhile, and could not be read again',
      false,
    ]);
  });
});
