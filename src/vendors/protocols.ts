import { examity } from './examity/examityVendor.ts';
import { examus } from './examus/examusVendor.ts';
import { mock } from './mock/mockVendor.ts';
import { rest } from './rest/restVendor.ts';
import { softwareSecure } from './softwareSecure/softwareSecureVendor.ts';
import type { VendorModule } from './vendorModule.ts';

/**
 * All kinds of vendors, those that are only listened to among them. A new one is a folder of its own, a line here, and one in
 * `inboundProtocols.ts` if it sends reviews.
 */
export const PROTOCOLS: readonly VendorModule[] = [softwareSecure, rest, examus, examity, mock];

/** The link to a review's video as a person can open it. @param protocol of the vendor that sent the review */
export function toPlayableLink(protocol: string, link: string): string {
  return PROTOCOLS.find(one => one.protocol === protocol)?.toPlayableLink?.(link) ?? link;
}
