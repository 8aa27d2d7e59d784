import { mock } from './mock/mockVendor.ts';
import { rest } from './rest/restVendor.ts';
import { softwareSecure } from './softwareSecure/softwareSecureVendor.ts';
import type { VendorModule } from './vendorModule.ts';

/** The kinds of vendors that the service can speak to. A new one is a folder of its own and a line here. */
export const PROTOCOLS: readonly VendorModule[] = [softwareSecure, rest, mock];
