import type { SignatureSchemeName } from '../src/vendors/signatures/schemes.ts';
import { PSI_CREDENTIALS, REST_CREDENTIALS, WEBHOOK_SECRETS } from './credentials.ts';

/** An entry of VENDORS for the simulated PSI under this name. @param scheme signature scheme of its deliveries */
export function psiBackend(vendorUrl: string, name: string, scheme: SignatureSchemeName = 'none') {
  return {
    protocol: 'software_secure',
    connection: { register_url: `${vendorUrl}/psi/${name}/register`, ...PSI_CREDENTIALS },
    ...(scheme !== 'none' && { signature: { scheme, secrets: [WEBHOOK_SECRETS[scheme]] } }),
  };
}

/** An entry of VENDORS for the simulated REST vendor under this name. */
export function restBackend(vendorUrl: string, name: string) {
  return { protocol: 'rest', connection: { base_url: `${vendorUrl}/rest/${name}`, ...REST_CREDENTIALS } };
}

/** The settings that connect the service to the simulator. */
export function serviceSettings(options: {
  vendorUrl: string;
  serviceUrl: string;
  scheme?: SignatureSchemeName | undefined;
}): Record<string, string> {
  const { vendorUrl, serviceUrl, scheme } = options;
  return {
    VENDORS: JSON.stringify({
      software_secure: psiBackend(vendorUrl, 'software_secure', scheme),
      proctortrack: restBackend(vendorUrl, 'proctortrack'),
    }),
    PROCTORING_BACKENDS: JSON.stringify({
      software_secure: { provider_name: 'Simulated PSI', software_download_url: 'https://vendor.example/download' },
      proctortrack: { provider_name: 'Simulated REST vendor' },
    }),
    PUBLIC_URL: serviceUrl,
  };
}

/** The settings as shell commands. */
export function exportLines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
}
