/**
 * The value of VENDOR_PROTOCOLS, a JSON object: the protocol of each backend in VENDORS. It has to be set explicitly if VENDORS is
 * a reference to a secret.
 */
module.exports = () => {
  const { VENDOR_PROTOCOLS, VENDORS } = process.env;
  if (VENDOR_PROTOCOLS || !VENDORS) return VENDOR_PROTOCOLS ?? '';
  try {
    const vendors = Object.entries(JSON.parse(VENDORS));
    return JSON.stringify(Object.fromEntries(vendors.map(([name, { protocol = name }]) => [name, protocol])));
  } catch {
    // The functions that read VENDORS report its errors.
    return '';
  }
};
