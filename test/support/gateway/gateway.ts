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

/** Answers when every change so far went through all functions that read a stream. */
export const SETTLED_PATH = '/gateway/settled';

const PROGRAM = fileURLToPath(new URL('./gatewayProcess.ts', import.meta.url));

/**
 * Starts the gateway in a process of its own.
 * @param env settings of the functions; those of this process's own environment are not theirs
 * @param port any free one if 0
 * @param dynamodbEndpoint a DynamoDB Local that runs already, in which the gateway makes tables of its own; else it starts one
 * @throws Error with the last lines of the process when it does not come up
 */
export async function startGateway(
  env: Readonly<Record<string, string>>,
  port = 0,
  dynamodbEndpoint = '',
): Promise<GatewayAddresses & { stop(): Promise<void> }> {
  const { promise: ready, resolve } = Promise.withResolvers<GatewayAddresses>();
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const gateway = startTethered(process.execPath, [PROGRAM, String(port), dynamodbEndpoint], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, LOG_LEVEL: 'SILENT', ...env },
    onLine: line => (line.startsWith('{"url"') ? resolve(JSON.parse(line)) : console.error(line)),
  });
  const ended = gateway.exited.then(code => {
    throw new Error(`The gateway stopped while starting (exit code ${code}): ${gateway.lastLines().join('\n')}`);
  });
  ended.catch(() => {});
  return { ...(await Promise.race([ready, ended])), stop: gateway.stop };
}
