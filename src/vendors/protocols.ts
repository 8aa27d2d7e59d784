import { examity } from './examity/examityVendor.ts';
import { examus } from './examus/examusVendor.ts';
import { mock } from './mock/mockVendor.ts';
import { PROTOCOL_NAMES, type ProtocolName } from './protocolNames.ts';
import { rest } from './rest/restVendor.ts';
import { softwareSecure } from './softwareSecure/softwareSecureVendor.ts';
import type { VendorModule } from './vendorModule.ts';

/**
 * How each kind of vendor is spoken to, those that are only listened to among them. A new one is a folder of its own, a line here
 * and in `protocolNames.ts`, and one in `inboundProtocols.ts` if it sends reviews.
 */
export const PROTOCOLS: Readonly<Record<ProtocolName, VendorModule>> = {
  software_secure: softwareSecure,
  rest,
  examus,
  examity,
  mock,
};

/** The link to a review's video as a person can open it. @param protocol of the vendor that sent the review */
export function toPlayableLink(protocol: string, link: string): string {
  const module = Object.hasOwn(PROTOCOL_NAMES, protocol) ? PROTOCOLS[protocol as ProtocolName] : undefined;
  return module?.toPlayableLink?.(link) ?? link;
}
