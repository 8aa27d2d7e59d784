/** `npm run vendor`: simulates proctoring vendors on this machine until Ctrl-C. */
import { once } from 'node:events';
import { reportFailure, tolerateClosedOutput } from '../cli/failureReport.ts';
import { choosePorts } from '../cli/ports.ts';
import { shutdownSignal } from '../cli/shutdownSignal.ts';
import { tokenSecret } from '../dev/token.ts';
import { exportLines, serviceSettings } from './serviceSettings.ts';
import { startVendor } from './startVendor.ts';
import { HELP, readVendorArguments, type VendorArguments } from './vendorOptions.ts';
import { vendorWelcome } from './vendorWelcome.ts';

tolerateClosedOutput();

process.exit(await main());

async function main(): Promise<number> {
  try {
    const args = readVendorArguments(process.argv.slice(2), process.env);
    if (args.help) process.stdout.write(HELP);
    else if (args.settings) console.log(exportLines(settingsFor(`http://127.0.0.1:${args.port}`, args)));
    else await runUntilInterrupted(args);
    return 0;
  } catch (error) {
    return reportFailure(error);
  }
}

async function runUntilInterrupted(args: VendorArguments): Promise<void> {
  const { serviceUrl, claims, plan } = args;
  const signal = shutdownSignal(reason => console.log(`\nStopping (${reason}) …`));
  const [port] = await choosePorts([{ port: args.port, variable: 'VENDOR_PORT' }]);
  const vendor = await startVendor({ port, serviceUrl, claims, plan, tokenSecret: tokenSecret(process.env) });
  console.log(vendorWelcome({ vendorUrl: vendor.url, serviceUrl, settings: settingsFor(vendor.url, args) }));
  if (!signal.aborted) await once(signal, 'abort');
  await vendor.stop();
  console.log('Stopped.');
}

function settingsFor(vendorUrl: string, { serviceUrl, plan }: VendorArguments): Record<string, string> {
  return serviceSettings({ vendorUrl, serviceUrl, scheme: plan.scheme });
}
