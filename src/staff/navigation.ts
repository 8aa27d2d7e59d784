import { formatRoute, parseRoute, type Route } from './route.ts';
import { BASE } from './settings.ts';
import { SharedState } from './sharedState.ts';

const routeHere = () => parseRoute(location.pathname, location.search, BASE, String(history.state?.text ?? ''));

/** The screen of the present address. */
export const route = new SharedState<Route>(routeHere());

export const addressOf = (target: Route) => formatRoute(target, BASE);

interface NavigationOptions {
  /** Whether the back button skips the present screen. */
  replace?: boolean;
  /** The search text: in the history of the tab, as it may name a learner. */
  text?: string;
}

/** Shows a screen. */
export function navigate(address: string, { replace = false, text = '' }: NavigationOptions = {}): void {
  const state = text === '' ? null : { text };
  if (replace) history.replaceState(state, '', address);
  else history.pushState(state, '', address);
  route.value = routeHere();
}

/** Follows the back button and links of the page without loading it again: the token is in memory only. */
export function startNavigation(): void {
  hideSearchText();
  addEventListener('popstate', () => {
    hideSearchText();
    route.value = routeHere();
  });
  document.addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest('a');
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.target !== '' || link.hasAttribute('download')) return;
    const address = new URL(link.href);
    const isOnPage = address.origin === location.origin && `${address.pathname}/`.startsWith(`${BASE}/`);
    if (!isOnPage || (address.pathname === location.pathname && address.hash !== '')) return;
    event.preventDefault();
    navigate(address.pathname + address.search);
    scrollTo(0, 0);
  });
}

/** Addresses of earlier releases have the search text as `q`. */
function hideSearchText(): void {
  const address = new URL(location.href);
  const text = address.searchParams.get('q');
  if (text === null) return;
  address.searchParams.delete('q');
  navigate(address.pathname + address.search + address.hash, { replace: true, text });
}
