import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTab, tokenFor } from '../../support/staffTab.ts';

afterEach(() => vi.unstubAllGlobals());

/** A service that gives these answers, one after the other. */
async function scene(...answers: [status: number, body: object][]) {
  const tab = await openTab({
    answer: () => {
      const [status, body] = answers.shift() ?? [500, {}];
      return Response.json(body, { status });
    },
  });
  const [session, pending, notices, actions] = await Promise.all([
    tab.load('session'),
    tab.load('pendingActions'),
    tab.load('notices'),
    tab.load('webhookActions'),
  ]);
  session.logInByToken(tokenFor('first'));
  const shown = async (action: () => Promise<string>) => {
    await pending.sendAction(action);
    return [...notices.failures.value, notices.announcement.value];
  };
  return { ...actions, shown };
}

const TEST = { is_delivered: false, status_code: 500, fault: null, took_ms: 12 };

describe('an action on a webhook', () => {
  it('shows that an endpoint has not accepted the test: a result is only heard', async () => {
    const { testWebhook, shown } = await scene([200, TEST]);
    expect(await shown(() => testWebhook('wh_1', 'LMS'))).toEqual(['LMS did not accept the test: status 500', '']);
  });

  it('announces a test that is accepted', async () => {
    const { testWebhook, shown } = await scene([200, { ...TEST, is_delivered: true }]);
    expect(await shown(() => testWebhook('wh_1', 'LMS'))).toEqual(['LMS accepted the test in 12 ms']);
  });

  it('tells how many events are queued if a later request fails', async () => {
    const { redeliverAll, shown } = await scene([202, { queued: 20, next_cursor: 'rest' }], [503, {}]);
    expect(await shown(() => redeliverAll('wh_1', 'LMS'))).toEqual([
      expect.stringMatching(/^20 events are queued for LMS again, the rest is not\. /),
      '',
    ]);
  });
});
