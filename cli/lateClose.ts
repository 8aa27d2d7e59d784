import type { Server } from 'node:http';

/**
 * Closes idle connections a minute later than announced to clients (5 s): at that time a slow client may already be sending its
 * next request, which it may not repeat. Without effect before Node 24.6.
 */
export function closeIdleConnectionsLate(server: Pick<Server, 'keepAliveTimeoutBuffer'>): void {
  server.keepAliveTimeoutBuffer = 60_000;
}
