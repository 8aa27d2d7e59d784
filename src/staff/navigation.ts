import { formatRoute, parseRoute, type Route } from './route.ts';
import { searchText, storeSearch } from './searches.ts';
import { BASE } from './settings.ts';
import { SharedState } from './sharedState.ts';

const routeHere = () => parseRoute(location.pathname, location.search, BASE, searchText(searchHere()));

/** The number of the search in the history of the tab; null without one. */
export const searchHere = (): number | null => history.state?.search ?? null;

/** The screen of the present address. */
export const route = new SharedState<Route>(routeHere());

export const addressOf = (target: Route) => formatRoute(target, BASE);

interface NavigationOptions {
  /** Whether the back button skips the present screen. */
  replace?: boolean;
  /** The search text: not in the address, as it may name a learner. */
  text?: string;
  /** Number of an earlier search, in place of its text. */
  search?: number | null;
}

/** Shows a screen. */
export function navigate(address: string, { replace = false, text = '', search }: NavigationOptions = {}): void {
  const number = text === '' ? search : storeSearch(text);
  const state = typeof number === 'number' ? { search: number } : null;
  if (replace) history.replaceState(state, '', address);
  else history.pushState(state, '', address);
  readAddress();
}

/** Shows the screen of the present address. */
export function readAddress(): void {
  route.value = routeHere();
}

/** Follows the back button and links of the page without loading it again: the token is in memory only. */
export function startNavigation(): void {
  hideSearchText();
  addEventListener('popstate', () => {
    hideSearchText();
    readAddress();
  });
  document.addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest('a');
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.target !== '' || link.hasAttribute('download')) return;
    const address = new URL(link.href);
    const isOnPage = address.origin === location.origin && `${address.pathname}/`.startsWith(`${BASE}/`);
    if (!isOnPage) return;
    event.preventDefault();
    // A step of the history for a place on the screen would be one without the search.
    if (address.hash !== '') return document.getElementById(address.hash.slice(1))?.focus();
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
