import type { DashboardModule } from './dashboard.ts';
import { examityInbound } from './examity/inbound.ts';
import { examityOutbound } from './examity/outbound.ts';
import { examusInbound } from './examus/inbound.ts';
import { examusOutbound } from './examus/outbound.ts';
import type { InboundProtocol } from './inbound.ts';
import { mockOutbound } from './mock/outbound.ts';
import { restDashboard } from './rest/dashboard.ts';
import { restInbound } from './rest/inbound.ts';
import { restOutbound } from './rest/outbound.ts';
import { softwareSecureDashboard } from './softwareSecure/dashboard.ts';
import { softwareSecureInbound } from './softwareSecure/inbound.ts';
import { softwareSecureOutbound } from './softwareSecure/outbound.ts';
import { toPlayableLink } from './softwareSecure/videoLink.ts';
import type { VendorModule } from './vendorModule.ts';

/*
 * The registry of vendors. A new vendor is a folder and its line in each table: the compiler demands the one in OUTBOUND.
 * They are separate constants so that a bundle contains only those that its function uses: docs/adr/0019.
 */

interface ProtocolFacts {
  /** The vendor's browser returns learners through the launch callback. */
  usesLaunchUrl?: true;
  /** Reviews arrive at the review callback of edx-proctoring, whose check of the record locator can be simulated. */
  usesReviewCallback?: true;
  /** Reviews come with a token, which proves them: the external id is no secret. */
  usesTokens?: true;
  /** The vendor publishes a configuration for front ends. */
  publishesConfig?: true;
  /** The vendor has a dashboard of the courses and exams that it watches. */
  hasDashboard?: true;
  /** The link to a review's video that browsers can play, where it is another one than the vendor's. */
  toPlayableLink?: (link: string) => string;
}

/** The protocols by name, with the facts that functions without any vendor code need. */
const PROTOCOLS = {
  software_secure: { usesLaunchUrl: true, usesReviewCallback: true, toPlayableLink },
  rest: { usesTokens: true, publishesConfig: true, hasDashboard: true },
  examus: {},
  examity: {},
  mock: {},
} as const satisfies Record<string, ProtocolFacts>;

export type ProtocolName = keyof typeof PROTOCOLS;

export const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as readonly ProtocolName[];

export function protocolFacts(protocol: ProtocolName): ProtocolFacts {
  return PROTOCOLS[protocol];
}

/** The link to a review's video that browsers can play. @param protocol of the review's vendor */
export function playableLink(protocol: string, link: string): string {
  const facts: ProtocolFacts = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol as ProtocolName] : {};
  return facts.toPlayableLink?.(link) ?? link;
}

/** Calls to vendors. */
export const OUTBOUND: Readonly<Record<ProtocolName, VendorModule>> = {
  software_secure: softwareSecureOutbound,
  rest: restOutbound,
  examus: examusOutbound,
  examity: examityOutbound,
  mock: mockOutbound,
};

/** Parsers of deliveries, of the protocols that deliver reviews. */
export const INBOUND: Readonly<Partial<Record<ProtocolName, InboundProtocol>>> = {
  software_secure: softwareSecureInbound,
  rest: restInbound,
  examus: examusInbound,
  examity: examityInbound,
};

/** Dashboards for staff, of the protocols that have one. */
export const DASHBOARDS: Readonly<Partial<Record<ProtocolName, DashboardModule>>> = {
  software_secure: softwareSecureDashboard,
  rest: restDashboard,
};
