import { choosePorts } from '../../cli/ports.ts';
import { psiBackend, serviceSettings } from '../../simulator/serviceSettings.ts';
import { startVendor } from '../../simulator/startVendor.ts';
import { SIGNATURE_SCHEMES, type SignatureSchemeName } from '../../src/vendors/signatures/schemes.ts';
import { useStack } from './api.ts';
import { E2E_SETTINGS } from './e2eVendors.ts';
import { SETTLED_PATH, startGateway } from './gateway/gateway.ts';
import { controlOf } from './simulator.ts';

/** The backend of a PSI that signs with this scheme, and may change its verdict. */
export const signedBackend = (scheme: SignatureSchemeName) => `psi_${scheme}`;

/**
 * A gateway whose vendors are simulated: no review comes but where a plan says so. The file's requests go to it.
 * @param more further settings
 */
export async function startVendorGateway(settingsOfTest: Readonly<Record<string, string>> = {}) {
  const [port] = await choosePorts([{ port: 0, variable: 'PORT' }]);
  const serviceUrl = `http://127.0.0.1:${port}`;
  const simulator = await startVendor({ serviceUrl, plan: { verdict: null } });
  const { url: vendorUrl } = simulator;
  const settings = serviceSettings({ vendorUrl, serviceUrl });
  const signed = Object.fromEntries(
    (Object.keys(SIGNATURE_SCHEMES) as SignatureSchemeName[]).map(scheme => {
      const name = signedBackend(scheme);
      return [name, { ...psiBackend(vendorUrl, name, scheme), review_updates: true }];
    }),
  );
  const vendors = {
    ...JSON.parse(settings.VENDORS ?? ''),
    ...signed,
  };
  const { CORS_ORIGINS } = E2E_SETTINGS;
  const env = { ...settings, CORS_ORIGINS, VENDORS: JSON.stringify(vendors), ...settingsOfTest };
  const gateway = await startGateway(env, port);
  useStack(gateway.url);
  return {
    url: gateway.url,
    control: controlOf(vendorUrl),
    endpoint: gateway.endpoint,
    tables: gateway.tables,
    /** Resolves when every change so far went through all functions that read a stream. */
    settled: async () => void (await fetch(`${gateway.url}${SETTLED_PATH}`)),
    async stop() {
      useStack(undefined);
      await Promise.all([gateway.stop(), simulator.stop()]);
    },
  };
}
