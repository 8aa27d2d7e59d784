import { examityInbound } from './examity/examityInbound.ts';
import { examusInbound } from './examus/examusInbound.ts';
import type { InboundProtocol } from './inbound.ts';
import { restInbound } from './rest/restInbound.ts';
import { softwareSecureInbound } from './softwareSecure/softwareSecureInbound.ts';

/** The kinds of vendors whose reviews are taken. A new one is in the folder that it has in `protocols.ts`, and a line here. */
export const INBOUND_PROTOCOLS: readonly InboundProtocol[] = [
  softwareSecureInbound,
  restInbound,
  examusInbound,
  examityInbound,
];
