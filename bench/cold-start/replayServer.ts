import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamodbCall } from '../../test/support/bundledService/dynamodbProxy.ts';
import type { Service } from '../../test/support/bundledService/service.ts';

export interface ReplayServer {
  readonly url: string;
  /** Replays the answers to these calls from now on: cyclically, those of one operation in their order. */
  replay(calls: readonly DynamodbCall[]): void;
  close(): Promise<void>;
}

/** Environment of a function that calls the server and logs as on Lambda. */
export function replayEnvironment({ environment }: Service, server: ReplayServer): Record<string, string> {
  return { ...environment, LOG_LEVEL: 'INFO', AWS_ENDPOINT_URL_DYNAMODB: server.url };
}

/** Stands in for DynamoDB: answers immediately and stores nothing, so that only the function is measured. */
export async function startReplayServer(): Promise<ReplayServer> {
  let answers = new Map<string, { status: number; body: Buffer }[]>();
  const server = createServer((incoming, response) => {
    const target = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    incoming.resume().on('end', () => {
      const known = answers.get(target) ?? [];
      const [next] = known;
      if (!next) return response.writeHead(500).end(`{"message":"nothing recorded for ${target}"}`);
      // Cyclic: the next request gets the same answers again.
      known.push(...known.splice(0, 1));
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': next.body.length };
      return response.writeHead(next.status, headers).end(next.body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replay(calls) {
      const recorded = Map.groupBy(calls, call => call.target);
      answers = new Map(
        [...recorded].map(([target, calls]) => [
          target,
          calls.map(({ status, outputBody }) => ({ status, body: outputBody })),
        ]),
      );
    },
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
