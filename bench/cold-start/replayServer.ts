import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamodbCall } from '../../test/support/bundledService/dynamodbProxy.ts';
import type { Service } from '../../test/support/bundledService/service.ts';

export interface ReplayServer {
  readonly url: string;
  /** Replays the answers to these calls from now on, cyclically, in order for each DynamoDB operation. */
  replay(calls: readonly DynamodbCall[]): void;
  close(): Promise<void>;
}

/** Environment of a function that calls this server and logs as on Lambda. */
export function replayEnvironment({ environment }: Service, server: ReplayServer): Record<string, string> {
  return { ...environment, LOG_LEVEL: 'INFO', AWS_ENDPOINT_URL_DYNAMODB: server.url };
}

/** A stand-in for DynamoDB that answers immediately, so that only the function is measured. */
export async function startReplayServer(): Promise<ReplayServer> {
  let answers = new Map<string, { status: number; body: Buffer }[]>();
  const server = createServer((incoming, response) => {
    const target = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    incoming.resume().on('end', () => {
      const recorded = answers.get(target) ?? [];
      const [next] = recorded;
      if (!next) return response.writeHead(500).end(`{"message":"nothing recorded for ${target}"}`);
      recorded.push(...recorded.splice(0, 1));
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': next.body.length };
      return response.writeHead(next.status, headers).end(next.body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replay(calls) {
      const callsByTarget = Map.groupBy(calls, call => call.target);
      answers = new Map(
        [...callsByTarget].map(([target, calls]) => [
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
