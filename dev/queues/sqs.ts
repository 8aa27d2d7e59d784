import type { AddressInfo } from 'node:net';
import { choosePorts } from '../../cli/ports.ts';
import { LOCAL_REGION } from '../dynamodb/localClients.ts';

export interface RunningSqs {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts an SQS server in this process, with which it ends. Its messages are in memory.
 * @param options port 0 for any free port
 * @throws CommandError if the port is busy
 */
export async function startSqs(options: { port: number }): Promise<RunningSqs> {
  const [port = 0] = await choosePorts([{ port: options.port, variable: 'SQS_PORT' }]);
  // Imported on demand: commands that start no stack do not load it.
  const { buildApp } = await import('fauxqs');
  const server = buildApp({ logger: false, defaultRegion: LOCAL_REGION });
  // Its own start listens on all interfaces: other machines could have events sent to webhooks.
  await server.listen({ port, host: '127.0.0.1' });
  const address = server.server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${address.port}`, stop: () => server.close() };
}
