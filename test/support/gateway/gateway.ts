import { fileURLToPath } from 'node:url';
import { startTethered } from '../../../dev/process/tetheredProcess.ts';

/** Where the gateway and its parts are; functions are invoked directly at the same port (dev/invokeFunction.ts). */
export interface GatewayAddresses {
  url: string;
  port: number;
  endpoint: string;
  /** Table names by logical id. */
  tables: Record<string, string>;
}

const PROGRAM = fileURLToPath(new URL('./gatewayProcess.ts', import.meta.url));

/**
 * Starts the gateway in a process of its own.
 * @param env settings of the functions; those of this process's own environment are not theirs
 * @throws Error with the last lines of the process when it does not come up
 */
export async function startGateway(
  env: Readonly<Record<string, string>>,
): Promise<GatewayAddresses & { stop(): Promise<void> }> {
  const { promise: ready, resolve } = Promise.withResolvers<GatewayAddresses>();
  const { PATH, HOME } = process.env;
  const gateway = startTethered(process.execPath, [PROGRAM], {
    env: { PATH, HOME, LOG_LEVEL: 'SILENT', ...env },
    onLine: line => (line.startsWith('{"url"') ? resolve(JSON.parse(line)) : console.error(line)),
  });
  const ended = gateway.exited.then(code => {
    throw new Error(`The gateway stopped while starting (exit code ${code}): ${gateway.lastLines().join('\n')}`);
  });
  ended.catch(() => {});
  return { ...(await Promise.race([ready, ended])), stop: gateway.stop };
}
