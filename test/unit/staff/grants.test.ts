import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTab, tokenFor } from '../../support/staffTab.ts';

afterEach(() => vi.unstubAllGlobals());

const REQUEST = { examId: 5, minutes: 10, reason: 'Fire alarm', scope: 'all', expected: 2, knownIds: [] };
const job = (job_id: string) => ({
  job_id,
  exam_id: 5,
  minutes: 10,
  state: 'done',
  granted: 2,
  excluded_user_id: null,
});

/** A service whose next answers are lost. */
async function scene() {
  const state = { losses: 0 };
  const keys: string[] = [];
  const tab = await openTab({
    answer: async request => {
      const { idempotency_key } = JSON.parse(await request.clone().text());
      keys.push(idempotency_key);
      if (state.losses-- > 0) throw new TypeError('the connection is lost');
      return Response.json(job(idempotency_key), { status: 202 });
    },
  });
  const [session, users, notices, { giveMinutes, timeJobs }] = await Promise.all([
    tab.load('session'),
    tab.load('forgetUser'),
    tab.load('notices'),
    tab.load('timeJobs'),
  ]);
  users.watchUsers();
  session.logInByToken(tokenFor('first'));
  return { state, keys, session, notices, giveMinutes, timeJobs };
}

describe('minutes whose answer is lost', () => {
  it('are the same grant when they are given again, also in another dialog', async () => {
    const { state, keys, notices, giveMinutes, timeJobs } = await scene();
    state.losses = 1;
    expect(await giveMinutes({ ...REQUEST, userIds: [8, 7] })).toBe(false);
    expect(notices.failures.value).toEqual([expect.stringContaining('give the same again, which adds nothing twice')]);
    expect(await giveMinutes({ ...REQUEST, userIds: [7, 8] })).toBe(true);
    expect(keys[1]).toBe(keys[0]);
    await giveMinutes({ ...REQUEST, userIds: [7, 8] });
    expect([keys[2] === keys[0], timeJobs.value.length]).toEqual([false, 2]);
  });

  it('with other minutes are another grant, not a rejected one', async () => {
    const { state, keys, giveMinutes } = await scene();
    state.losses = 1;
    await giveMinutes({ ...REQUEST, userIds: undefined });
    await giveMinutes({ ...REQUEST, minutes: 20, userIds: undefined });
    expect(keys[1]).not.toBe(keys[0]);
  });

  it('are no grant of the next user', async () => {
    const { state, keys, session, giveMinutes } = await scene();
    state.losses = 1;
    await giveMinutes({ ...REQUEST, userIds: undefined });
    session.endSession();
    session.logInByToken(tokenFor('second'));
    await giveMinutes({ ...REQUEST, userIds: undefined });
    expect(keys[1]).not.toBe(keys[0]);
  });
});
