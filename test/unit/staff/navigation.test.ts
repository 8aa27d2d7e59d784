import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTab } from '../../support/staffTab.ts';

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
});
