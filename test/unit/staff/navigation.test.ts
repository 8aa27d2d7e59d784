import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openTab, tokenFor } from '../../support/staffTab.ts';

afterEach(() => vi.unstubAllGlobals());

const EMAIL = 'mina@personal.example';

async function open(address: string) {
  const tab = await openTab({ address });
  const navigation = await tab.load('navigation');
  navigation.startNavigation();
  const text = () => navigation.route.value.filters?.text;
  return { ...tab, ...navigation, text };
}

describe('the text of a search', () => {
  it('is beside the address, for the back button and a reload', async () => {
    const { navigate, text, location, history, fire, route } = await open('/staff/c/a');
    navigate('/staff/c/a?exam=5', { text: EMAIL });
    expect([text(), location.href]).toEqual([EMAIL, 'https://proctoring.example.edu/staff/c/a?exam=5']);
    const { state } = history;
    navigate('/staff/c/a/attempts/CODE');
    expect([route.value.screen, history.state]).toEqual(['attempt', null]);
    history.replaceState(state, '', '/staff/c/a?exam=5');
    fire('popstate');
    expect(text()).toBe(EMAIL);
  });

  it('is removed from the address of an earlier release, and works all the same', async () => {
    const { text, location } = await open(`/staff/c/a?q=${encodeURIComponent(EMAIL)}&exam=5#token=a.b.c`);
    expect([text(), location.search, location.hash]).toEqual([EMAIL, '?exam=5', '#token=a.b.c']);
  });

  it('is the user’s own: not in the history, forgotten at the log-out, and not shown to the next user', async () => {
    const { navigate, text, history, storage, load, route } = await open('/staff/c/a');
    const session = await load('session');
    session.logInByToken(tokenFor('first'));
    navigate('/staff/c/a', { text: EMAIL });
    const { state } = history;
    expect(JSON.stringify(state)).not.toContain(EMAIL);
    session.endSession('expired');
    session.logInByToken(tokenFor('first'));
    expect(text()).toBe(EMAIL);
    session.endSession('expired');
    session.logInByToken(tokenFor('second'));
    expect([text(), [...storage], JSON.stringify(route.value)]).toEqual(['', [], expect.not.stringContaining(EMAIL)]);
    expect(history.state).toEqual(state);
  });

  it('of tokens that name no user is not shown after another log-in', async () => {
    const { navigate, text, load } = await open('/staff/c/a');
    const session = await load('session');
    session.logInByToken(tokenFor(undefined));
    navigate('/staff/c/a', { text: EMAIL });
    session.endSession();
    session.logInByToken(tokenFor(undefined));
    expect(text()).toBe('');
  });

  it('survives a reload until another user logs in; a link of an earlier release waits for the log-in', async () => {
    const storage = new Map<string, string>();
    const visit = async (address: string, user: string, state: unknown = null) => {
      const tab = await openTab({ address, storage });
      tab.history.replaceState(state, '', address);
      const { startNavigation, navigate, route } = await tab.load('navigation');
      startNavigation();
      (await tab.load('session')).logInByToken(tokenFor(user));
      return { navigate, text: () => route.value.filters?.text, state: () => tab.history.state };
    };
    const link = await visit(`/staff/c/a?q=${encodeURIComponent(EMAIL)}`, 'first');
    expect(link.text()).toBe(EMAIL);
    expect((await visit('/staff/c/a', 'first', link.state())).text()).toBe(EMAIL);
    expect((await visit('/staff/c/a', 'second', link.state())).text()).toBe('');
    expect([...storage]).toEqual([]);
  });

  it('is not handed on by a link of an earlier release that the next user opens before the log-in', async () => {
    // Also within one millisecond.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now());
    onTestFinished(() => void vi.restoreAllMocks());
    const { navigate, text, history, storage, load } = await open('/staff/c/a');
    (await load('session')).logInByToken(tokenFor('first'));
    navigate('/staff/c/a', { text: EMAIL });
    const { state } = history;
    expect(text()).toBe(EMAIL);
    const tab = await openTab({ address: '/staff/c/a?q=luis', storage });
    const { startNavigation, readAddress, route } = await tab.load('navigation');
    startNavigation();
    (await tab.load('session')).logInByToken(tokenFor('second'));
    expect(route.value.filters?.text).toBe('luis');
    tab.history.replaceState(state, '', '/staff/c/a');
    readAddress();
    expect([route.value.filters?.text, [...storage.values()].join()]).toEqual(['', expect.not.stringContaining(EMAIL)]);
  });

  it('stays another one than a later one of another user, or after the log-out', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.now());
    onTestFinished(() => void vi.restoreAllMocks());
    const { navigate, readAddress, text, history, load } = await open('/staff/c/a');
    const session = await load('session');
    session.logInByToken(tokenFor('first'));
    navigate('/staff/c/a', { text: EMAIL });
    const { state } = history;
    session.endSession();
    await new Promise(resolve => setTimeout(resolve, 2));
    session.logInByToken(tokenFor('second'));
    navigate('/staff/c/a', { text: 'luis' });
    expect(text()).toBe('luis');
    history.replaceState(state, '', '/staff/c/a');
    readAddress();
    expect(text()).toBe('');
  });

  it('works without a storage, as long as the page is open', async () => {
    const { navigate, text, history, load, fire } = await open('/staff/c/a');
    const refuse = () => {
      throw new DOMException('Access is denied.', 'SecurityError');
    };
    vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    const [session, pending] = await Promise.all([load('session'), load('pendingActions')]);
    session.logInByToken(tokenFor('first'));
    pending.tellUnsent();
    navigate('/staff/c/a', { text: EMAIL });
    expect([text(), session.isLoggedIn.value]).toEqual([EMAIL, true]);
    const { state } = history;
    navigate('/staff/c/b');
    history.replaceState(state, '', '/staff/c/a');
    fire('popstate');
    expect(text()).toBe(EMAIL);
    session.endSession();
    session.logInByToken(tokenFor('second'));
    expect(text()).toBe('');
  });
});
