import type { Server } from 'node:http';

/**
 * Closes idle connections a minute after the time that their clients are told (5 s). Closed at that time, one can end while a
 * slow client sends its next request, which the client may not repeat. Without effect before Node 24.6.
 */
export function closeIdleConnectionsLate(server: Pick<Server, 'keepAliveTimeoutBuffer'>): void {
  server.keepAliveTimeoutBuffer = 60_000;
}
