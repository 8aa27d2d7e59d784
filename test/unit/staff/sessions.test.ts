import { afterEach, describe, expect, it, vi } from 'vitest';
import { holdTimeouts, openTab, tokenFor } from '../../support/staffTab.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const userOf = (request: Request) => {
  const [, payload = ''] = request.headers.get('authorization')?.split('.') ?? [];
  return JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}').sub;
};
const me = (name: string) => Response.json({ name, username: name, is_staff: true, course_staff: [] });

/** A tab in which answers to the first user wait until they are released. */
async function twoUsers(late: () => Response) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const tab = await openTab({
    answer: async request => {
      if (userOf(request) !== 'first') return me('Second');
      await promise;
      return late();
    },
  });
  const [session, notices, pending, { client }, users, { watchIdentity, identity }] = await Promise.all([
    tab.load('session'),
    tab.load('notices'),
    tab.load('pendingActions'),
    tab.load('api'),
    tab.load('forgetUser'),
    tab.load('identity'),
  ]);
  users.watchUsers();
  pending.watchPendingActions();
  watchIdentity();
  session.logInByToken(tokenFor('first'));
  return { ...tab, session, notices, pending, client, identity, release: resolve };
}

describe('another user in the same tab', () => {
  it('sees no result and no notice of the first', async () => {
    const { session, notices, pending, client, identity, release } = await twoUsers(() => me('First'));
    notices.failures.value = ['Not sent: Verify: Mina Okafor.'];
    void pending.sendAction(async () => {
      await client.getMe();
      return 'Mina Okafor: Verified';
    });
    session.endSession();
    session.logInByToken(tokenFor('second'));
    expect(notices.failures.value).toEqual([]);
    release();
    await vi.waitFor(() => expect(identity.value?.name).toBe('Second'));
    await new Promise(setImmediate);
    expect([identity.value?.name, notices.announcement.value, notices.failures.value]).toEqual(['Second', '', []]);
  });

  it('stays logged in when a request of the first is rejected late', async () => {
    const { session, notices, client, identity, release, sent } = await twoUsers(() =>
      Response.json({}, { status: 401 }),
    );
    void client.listWebhooks();
    session.endSession();
    session.logInByToken(tokenFor('second'));
    release();
    await vi.waitFor(() => expect(identity.value?.name).toBe('Second'));
    await new Promise(setImmediate);
    expect([session.isLoggedIn.value, notices.failures.value]).toEqual([true, []]);
    expect(sent.filter(({ request }) => request.url.endsWith('/webhooks'))).toHaveLength(1);
  });
});

describe('nobody', () => {
  it('is known by a late answer after the log-out, nor is the next user by it', async () => {
    const { session, identity, release } = await twoUsers(() => me('First'));
    session.endSession();
    release();
    await new Promise(setImmediate);
    expect(identity.value).toBe(undefined);
    session.logInByToken(tokenFor('second'));
    await vi.waitFor(() => expect(identity.value?.name).toBe('Second'));
  });
});

describe('the same user after another log-in', () => {
  it('is told the results of actions that were sent before', async () => {
    const { session, notices, pending, client, release } = await twoUsers(() => me('First'));
    void pending.sendAction(async () => {
      await client.getMe();
      return 'Mina Okafor: Verified';
    });
    void pending.sendAction(() => Promise.reject(new TypeError('offline')));
    await new Promise(setImmediate);
    session.endSession('expired');
    session.logInByToken(tokenFor('first'));
    release();
    await vi.waitFor(() => expect(notices.announcement.value).toBe('Mina Okafor: Verified'));
    expect(notices.failures.value).toHaveLength(1);
  });
});

/** The first user in a tab, with an action that waits. */
async function waitingAction(tab: Awaited<ReturnType<typeof openTab>>) {
  const [session, pending, { client }] = await Promise.all([
    tab.load('session'),
    tab.load('pendingActions'),
    tab.load('api'),
  ]);
  pending.watchPendingActions();
  session.logInByToken(tokenFor('first'));
  pending.sendLater('Verify: Mina Okafor', async () => 'done');
  return { session, pending, client };
}

describe('an action whose connection hangs', () => {
  it('fails in the end, and does not hold up a later one on the same attempt', async () => {
    const passTimeouts = holdTimeouts();
    const tab = await openTab({
      answer: ({ url }) => (url.endsWith('/webhooks') ? Promise.withResolvers<Response>().promise : me('First')),
    });
    const { session, pending, client } = await waitingAction(tab);
    const notices = await tab.load('notices');
    const options = { subjects: ['7 5'] };
    pending.sendLater('Reject: Mina Okafor', async () => String(await client.listWebhooks()), options);
    pending.sendLater('Rename: Mina Okafor', async () => `renamed ${await client.getMe()}`, options);
    const all = pending.sendAll();
    await new Promise(setImmediate);
    session.endSession('expired');
    session.logInByToken(tokenFor('first'));
    await passTimeouts();
    expect(await all).toBe(false);
    expect([notices.failures.value, notices.announcement.value]).toEqual([
      [expect.stringMatching(/^Failed: Reject: Mina Okafor\. The service cannot be reached/)],
      expect.stringContaining('renamed'),
    ]);
  });
});

describe('a session', () => {
  it('ends when the service rejects its token, and lists what has not been sent', async () => {
    const tab = await openTab({ answer: () => Response.json({}, { status: 401 }) });
    const { session, pending, client } = await waitingAction(tab);
    await expect(client.getMe()).rejects.toMatchObject({ status: 401 });
    expect(session.isLoggedIn.value).toBe(false);
    expect(session.loginNotice.value).toMatch(/no longer accepts.*Not sent: Verify: Mina Okafor\./);
    expect(pending.pendingActions.value).toEqual([]);
  });

  it('that has ended keeps its list when other requests are rejected later', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const tab = await openTab({
      answer: async ({ url }) => {
        if (url.endsWith('/webhooks')) await promise;
        return Response.json({}, { status: 401 });
      },
    });
    const { session, client } = await waitingAction(tab);
    const late = client.listWebhooks();
    await expect(client.getMe()).rejects.toMatchObject({ status: 401 });
    resolve();
    await expect(late).rejects.toMatchObject({ status: 401 });
    expect(session.loginNotice.value).toContain('Not sent: Verify: Mina Okafor.');
  });

  it('has no failure to read the user’s rights after they are read, or after the log-out', async () => {
    const answers: PromiseWithResolvers<Response>[] = [];
    const answer = () => {
      const next = Promise.withResolvers<Response>();
      answers.push(next);
      return next.promise;
    };
    const tab = await openTab({ answer });
    const [session, notices, { watchIdentity, identity, identityError }] = await Promise.all([
      tab.load('session'),
      tab.load('notices'),
      tab.load('identity'),
    ]);
    const settle = async (index: number, response: Response) => {
      await vi.waitFor(() => expect(answers.length).toBeGreaterThan(index));
      answers[index]?.resolve(response);
      await new Promise(resolve => setTimeout(resolve, 20));
      return [identity.value?.name, identityError.value];
    };
    watchIdentity();
    session.logInByToken(tokenFor('first'));
    notices.loadAgain();
    expect(await settle(1, me('First'))).toEqual(['First', undefined]);
    expect(await settle(0, Response.json({}, { status: 503 }))).toEqual(['First', undefined]);
    session.endSession();
    session.logInByToken(tokenFor('first'));
    session.endSession();
    expect(await settle(2, Response.json({}, { status: 503 }))).toEqual([undefined, undefined]);
  });

  it('reads the user’s rights again after a failure, when something else is loaded again', async () => {
    let reads = 0;
    const tab = await openTab({ answer: () => (++reads === 1 ? Response.json({}, { status: 503 }) : me('First')) });
    const [session, notices, { watchIdentity, identity, identityError }] = await Promise.all([
      tab.load('session'),
      tab.load('notices'),
      tab.load('identity'),
    ]);
    watchIdentity();
    session.logInByToken(tokenFor('first'));
    await vi.waitFor(() => expect(identityError.value).toContain('Try again'));
    notices.loadAgain();
    await vi.waitFor(() => expect([identity.value?.name, identityError.value]).toEqual(['First', undefined]));
    notices.loadAgain();
    await new Promise(setImmediate);
    expect(reads).toBe(2);
  });

  it('shows each of several failures', async () => {
    const tab = await openTab();
    const [notices, pending] = await Promise.all([tab.load('notices'), tab.load('pendingActions')]);
    const failing = (text: string) => () => Promise.reject(new TypeError(text));
    await pending.sendAction(failing('a'), 'Verify: Mina Okafor');
    await pending.sendAction(failing('b'), 'Verify: Luis Herrera');
    expect(notices.failures.value).toHaveLength(2);
  });
});

describe('a refresh token', () => {
  const LOGIN = { state: 's', nonce: 'n', verifier: 'v', returnTo: '/staff/' };
  const endpoints = { authorization: 'https://login.example.edu/auth', token: 'https://login.example.edu/token' };
  const oidc = { issuer: 'https://login.example.edu', clientId: 'page', scope: 'offline_access', endpoints };

  /** A tab that has logged in at a provider, whose second answer waits until it is released. */
  async function logIn({ accepts = (): boolean => true } = {}) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { promise, resolve } = Promise.withResolvers<void>();
    let issued = 0;
    const tab = await openTab({
      settings: { basePath: '', acceptsToken: false, oidc },
      address: '/staff/login?code=c&state=s',
      storage: new Map([['staff-page-login', JSON.stringify(LOGIN)]]),
      answer: async request => {
        if (request.url !== endpoints.token) return Response.json({}, { status: accepts() ? 200 : 401 });
        issued += 1;
        if (issued > 1) await promise;
        return Response.json({ access_token: `token-${issued}`, refresh_token: `refresh-${issued}`, expires_in: 600 });
      },
    });
    const [session, pending, { client }] = await Promise.all([
      tab.load('session'),
      tab.load('pendingActions'),
      tab.load('api'),
    ]);
    pending.watchPendingActions();
    await session.startSession();
    const calls = () =>
      tab.sent
        .filter(({ request }) => request.url !== endpoints.token)
        .map(({ request }) => request.headers.get('authorization'));
    return { ...tab, session, pending, client, calls, release: resolve };
  }

  it('replaces a token that the service rejects before its end', async () => {
    let rejections = 0;
    const { session, client, calls, release } = await logIn({ accepts: () => ++rejections > 1 });
    release();
    await client.getMe();
    expect([session.isLoggedIn.value, calls()]).toEqual([true, ['Bearer token-1', 'Bearer token-2']]);
  });

  it('is not waited for by a page that is closed: what waits for it is sent with the present token', async () => {
    const { session, client, pending, fire, calls } = await logIn();
    // A computer that has slept: the timer of the renewal has not fired.
    vi.setSystemTime(Date.now() + 597_000);
    const put = async () => {
      await client.getMe();
      return 'done';
    };
    void pending.sendAction(put);
    pending.sendLater('Verify', put, { subjects: ['a'] });
    await new Promise(setImmediate);
    expect(calls()).toEqual([]);
    fire('pagehide');
    await new Promise(setImmediate);
    expect([calls(), session.isLoggedIn.value]).toEqual([['Bearer token-1', 'Bearer token-1'], true]);
  });

  it('whose connection hangs is sent again', async () => {
    const passTimeouts = holdTimeouts();
    const { client, calls, release, session } = await logIn();
    await vi.advanceTimersByTimeAsync(541_000);
    await passTimeouts();
    release();
    await vi.advanceTimersByTimeAsync(10_000);
    await client.getMe();
    expect([calls(), session.isEnding.value]).toEqual([['Bearer token-3'], false]);
  });

  it('that is not answered before the token ends makes the page ask before it is left', async () => {
    const { pending, client, fire } = await logIn();
    expect(fire('beforeunload')).toBe(false);
    vi.setSystemTime(Date.now() + 601_000);
    expect(fire('beforeunload')).toBe(false);
    void pending.sendAction(async () => String(await client.getMe()));
    expect(fire('beforeunload')).toBe(true);
  });
});
