import { createRequire } from 'node:module';

/** The value of VENDOR_PROTOCOLS that serverless.yml computes from this process's environment. */
export const vendorProtocols: () => string = createRequire(import.meta.url)('../../../resources/vendorProtocols.cjs');
