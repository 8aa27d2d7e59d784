import { signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from './route.ts';
import { BASE } from './settings.ts';

const routeHere = () => parseRoute(location.pathname, location.search, BASE);

/** The screen of the present address. */
export const route = signal<Route>(routeHere());

export const addressOf = (target: Route) => formatRoute(target, BASE);

/** Shows a screen. @param replace whether the back button skips the present one */
export function navigate(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  route.value = routeHere();
}

/** Follows the back button and links of the page without loading it again: the token is in memory only. */
export function startNavigation(): void {
  addEventListener('popstate', () => {
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
