import { examity } from './examity/examityVendor.ts';
import { examus } from './examus/examusVendor.ts';
import { mock } from './mock/mockVendor.ts';
import type { ProtocolName } from './protocolNames.ts';
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
