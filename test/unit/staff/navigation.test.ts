import { afterEach, describe, expect, it, vi } from 'vitest';
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
});
