/**
 * The value of VENDOR_PROTOCOLS: the protocol of each backend in VENDORS, as JSON, without anything else of VENDORS. Set it
 * yourself where VENDORS is a reference that only AWS can resolve.
 */
module.exports = () => {
  const { VENDOR_PROTOCOLS, VENDORS } = process.env;
  if (VENDOR_PROTOCOLS || !VENDORS) return VENDOR_PROTOCOLS ?? '';
  try {
    const vendors = Object.entries(JSON.parse(VENDORS));
    return JSON.stringify(Object.fromEntries(vendors.map(([name, { protocol = name }]) => [name, protocol])));
  } catch {
    // The functions that read VENDORS report its faults.
    return '';
  }
};
