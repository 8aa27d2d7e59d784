import { choosePorts } from '../../cli/ports.ts';
import { psiBackend, restBackend, serviceSettings } from '../../simulator/serviceSettings.ts';
import { startVendor } from '../../simulator/startVendor.ts';
import { SIGNATURE_SCHEMES, type SignatureSchemeName } from '../../src/vendors/signatures/schemes.ts';
import { E2E_SETTINGS } from './e2eVendors.ts';
import { examAccessKey } from './examAccessKey.ts';
import { type GatewayAddresses, startGateway } from './gateway/gateway.ts';

/** The backend of a PSI that signs with this scheme, and may change its verdict. */
export const signedBackend = (scheme: SignatureSchemeName) => `psi_${scheme}`;

/** The backend of a second REST vendor. */
export const ANOTHER_REST = 'another_rest';

/** Where the gateway with simulated vendors is. */
export interface VendorGatewayAddresses extends GatewayAddresses {
  vendorUrl: string;
  /** Settings beside the vendors' connections. */
  settings: Readonly<Record<string, string>>;
}

/** The settings that the files of tests have in common, whose gateway is one (`useVendorGateway`). */
export const SHARED_SETTINGS: Readonly<Record<string, string>> = {
  REVIEW_OUTCOMES: JSON.stringify({ rest: 'edx' }),
  EXAM_ACCESS_KEY: examAccessKey(),
  LEARNING_MFE_EXAM_URL: 'https://apps.example.edu/learning/course/{course_id}/{content_id}',
  PROCTORING_BACKENDS: JSON.stringify({
    software_secure: { provider_name: 'Simulated PSI', software_download_url: 'https://vendor.example/download' },
    proctortrack: {
      provider_name: 'Simulated REST vendor',
      supports_onboarding: true,
      proctoring_escalation_email: 'help@example.edu',
    },
    [ANOTHER_REST]: { provider_name: 'Another simulated REST vendor' },
  }),
};

/**
 * Starts a gateway whose vendors are simulated: no review comes but where a plan says so.
 * @param settingsOfTest further settings, which override the others
 * @param dynamodbEndpoint a DynamoDB Local that runs already
 */
export async function startVendorGateway(
  settingsOfTest: Readonly<Record<string, string>> = {},
  dynamodbEndpoint?: string,
): Promise<VendorGatewayAddresses & { stop(): Promise<void> }> {
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
    [ANOTHER_REST]: restBackend(vendorUrl, ANOTHER_REST),
  };
  const { CORS_ORIGINS } = E2E_SETTINGS;
  const env = { ...settings, CORS_ORIGINS, VENDORS: JSON.stringify(vendors), ...settingsOfTest };
  const gateway = await startGateway(env, port, dynamodbEndpoint);
  return {
    ...{ url: gateway.url, port: gateway.port, endpoint: gateway.endpoint, tables: gateway.tables },
    ...{ vendorUrl, settings: settingsOfTest },
    stop: async () => void (await Promise.all([gateway.stop(), simulator.stop()])),
  };
}
