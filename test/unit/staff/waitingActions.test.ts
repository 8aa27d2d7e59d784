import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTab, tokenFor } from '../../support/staffTab.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A tab in which actions are recorded when they are sent, and answered when they are released. */
async function scene(options: Parameters<typeof openTab>[0] = {}) {
  const tab = await openTab(options);
  const [session, pending, notices] = await Promise.all([
    tab.load('session'),
    tab.load('pendingActions'),
    tab.load('notices'),
  ]);
  pending.watchPendingActions();
  session.logInByToken(tokenFor('first'));
  const begun: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<string>>();
  const wait = (label: string, subjects: string[], isDecision = false, isLong = false) => {
    const answer = Promise.withResolvers<string>();
    answers.set(label, answer);
    const send = () => {
      begun.push(label);
      return answer.promise;
    };
    pending.sendLater(label, send, { subjects, isDecision, isLong });
  };
  const answer = async (label: string) => {
    answers.get(label)?.resolve(label);
    await new Promise(setImmediate);
  };
  const press = (label: string) => {
    const { id } = pending.pendingActions.value.find(action => action.label === label) ?? { id: 0 };
    void pending.sendNow(id);
  };
  return { ...tab, session, pending, notices, begun, wait, answer, press };
}

describe('actions that wait when the page is closed', () => {
  it('on different attempts are all sent, without a question', async () => {
    const { wait, fire, begun, storage } = await scene();
    wait('Verify: Mina', ['a'], true);
    wait('Rename: Luis', ['b']);
    expect(fire('beforeunload')).toBe(false);
    fire('pagehide');
    expect([begun, storage.size]).toEqual([['Verify: Mina', 'Rename: Luis'], 0]);
  });

  it('on one attempt make the page ask; if it is closed all the same, one is sent, and the tab tells of the other', async () => {
    const { wait, fire, begun, storage, notices, pending } = await scene();
    wait('Rename: Mina', ['a']);
    wait('Verify: Mina', ['a'], true);
    expect(fire('beforeunload')).toBe(true);
    expect(begun).toEqual([]);
    fire('pagehide');
    await new Promise(setImmediate);
    expect(begun).toEqual(['Verify: Mina']);
    pending.tellUnsent();
    expect(notices.failures.value).toEqual([expect.stringMatching(/^1 action was not sent when this page was closed/)]);
    expect([...storage]).toEqual([]);
  });

  it('beside one that is being sent on the same attempt make the page ask', async () => {
    const { wait, fire, begun, press, answer } = await scene();
    wait('Verify: Mina', ['a'], true);
    press('Verify: Mina');
    expect(fire('beforeunload')).toBe(false);
    wait('Rename: Mina', ['a']);
    expect(fire('beforeunload')).toBe(true);
    press('Rename: Mina');
    expect([fire('beforeunload'), begun]).toEqual([true, ['Verify: Mina']]);
    await answer('Verify: Mina');
    expect([fire('beforeunload'), begun]).toEqual([false, ['Verify: Mina', 'Rename: Mina']]);
  });

  it('of a list beside a change at its exam make the page ask, and are sent one after the other', async () => {
    const { wait, fire, begun, answer, press } = await scene();
    wait('Give time to 3 learners', ['* 5']);
    expect(fire('beforeunload')).toBe(false);
    wait('20 more minutes: mina', ['7 5']);
    expect(fire('beforeunload')).toBe(true);
    press('Give time to 3 learners');
    press('20 more minutes: mina');
    expect([fire('beforeunload'), begun]).toEqual([true, ['Give time to 3 learners']]);
    await answer('Give time to 3 learners');
    expect(begun).toEqual(['Give time to 3 learners', '20 more minutes: mina']);
  });

  it('of many requests make the page ask, also while they are sent', async () => {
    const { wait, fire, press, answer } = await scene();
    wait('Give time to 900 learners', [], false, true);
    expect(fire('beforeunload')).toBe(true);
    press('Give time to 900 learners');
    expect(fire('beforeunload')).toBe(true);
    await answer('Give time to 900 learners');
    expect(fire('beforeunload')).toBe(false);
  });

  it('go on waiting on a page that is shown again as it was left', async () => {
    const { wait, fire, begun, answer, storage } = await scene();
    wait('Rename: Mina', ['a']);
    wait('Verify: Mina', ['a'], true);
    fire('pagehide');
    fire('pageshow', { persisted: true });
    expect(storage.size).toBe(0);
    await answer('Verify: Mina');
    await vi.advanceTimersByTimeAsync(11_000);
    expect(begun).toEqual(['Verify: Mina', 'Rename: Mina']);
  });
});

describe('actions that are sent', () => {
  it('on one attempt follow each other, decisions first, also those on many', async () => {
    const { wait, begun, answer } = await scene();
    wait('Rename: Mina', ['a']);
    wait('Verify: 2 attempts', ['a', 'b'], true);
    wait('Reject: Luis', ['b'], true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(begun).toEqual(['Verify: 2 attempts']);
    await answer('Verify: 2 attempts');
    await vi.advanceTimersByTimeAsync(500);
    expect(begun.toSorted()).toEqual(['Reject: Luis', 'Rename: Mina', 'Verify: 2 attempts']);
  });

  it('before the log-out are waited for, also those that were sent before', async () => {
    const { wait, press, answer, pending } = await scene();
    wait('Verify: Mina', ['a'], true);
    press('Verify: Mina');
    let isDone = false;
    void pending.sendAll().then(() => {
      isDone = true;
    });
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    await answer('Verify: Mina');
    expect(isDone).toBe(true);
  });

  it('and fail each name themselves, and take back the announcement of their delay', async () => {
    const { pending, notices } = await scene();
    const offline = () => Promise.reject(new TypeError('offline'));
    pending.sendLater('Verify: Mina', offline, { subjects: ['a'] });
    pending.sendLater('Verify: Luis', offline, { subjects: ['b'] });
    expect(notices.announcement.value).toContain('undo is available');
    await pending.sendAll();
    expect(notices.failures.value).toEqual([
      expect.stringMatching(/^Failed: Verify: Mina\. The service cannot be reached/),
      expect.stringMatching(/^Failed: Verify: Luis\. The service cannot be reached/),
    ]);
    expect(notices.announcement.value).toBe('');
  });

  it('are announced once more by the same result', async () => {
    const { pending, notices } = await scene();
    const results: string[] = [];
    for (let time = 0; time < 3; time++) {
      await pending.sendAction(async () => 'Verified');
      results.push(notices.announcement.value);
    }
    expect(results).toEqual(['Verified', 'Verified\u200b', 'Verified']);
  });

  it('and are not answered keep nobody logged in, and end no later session', async () => {
    const { wait, answer, load, session, begun } = await scene();
    const { logOut } = await load('logOut');
    wait('Verify: Mina', ['a'], true);
    const first = logOut();
    expect(begun).toEqual(['Verify: Mina']);
    await vi.advanceTimersByTimeAsync(9000);
    expect(session.isLoggedIn.value).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    await first;
    expect([session.isLoggedIn.value, session.loginNotice.value]).toEqual([
      false,
      expect.stringContaining('before all answers had come'),
    ]);
    session.logInByToken(tokenFor('first'));
    wait('Reject: Mina', ['a'], true);
    const second = logOut();
    session.endSession('expired');
    session.logInByToken(tokenFor('second'));
    await answer('Reject: Mina');
    await vi.advanceTimersByTimeAsync(20_000);
    await second;
    expect(session.isLoggedIn.value).toBe(true);
  });

  it('do not hold up later ones by an unexpected error', async () => {
    const { pending, notices } = await scene();
    const errors: unknown[] = [];
    vi.stubGlobal('queueMicrotask', (task: () => void) => {
      try {
        task();
      } catch (error) {
        errors.push(error);
      }
    });
    const fault = new RangeError('a fault of the page');
    pending.sendLater('Verify: Mina', () => Promise.reject(fault), { subjects: ['a'], isDecision: true });
    pending.sendLater('Rename: Mina', async () => 'renamed', { subjects: ['a'] });
    expect(await pending.sendAll()).toBe(false);
    expect([errors, notices.failures.value.length, notices.announcement.value]).toEqual([[fault], 1, 'renamed']);
  });
});
