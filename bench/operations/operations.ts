import autocannon, { type Request } from 'autocannon';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readServiceDefinition } from '../../dev/serviceDefinition.ts';
import { startStack } from '../../dev/stack.ts';
import { startService } from '../../test/support/bundledService/service.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import { type Course, openCourse } from '../../test/support/operationCatalogue/course.ts';
import type { Operation } from '../../test/support/operationCatalogue/operation.ts';
import { type RunOptions, type Section, table } from '../section.ts';

/** Latency and throughput over HTTP, on the local stack. */
export const operations: Section = { id: 'operations', title: 'Requests over HTTP', run };

const MEASURED_IDS = [
  'create_by_staff',
  'poll',
  'start',
  'submit',
  'review',
  'active_attempt',
  'list_by_cursor',
  'read_exam',
];
const CONNECTIONS = [1, 8] as const;

const METHOD = `The local stack: DynamoDB Local and the bundled functions in serverless-offline's worker threads. After a warm-up of the same size, autocannon
sends prepared requests of the catalogue once each over persistent connections. The streams are not read meanwhile. \`/health\` is
the time of serverless-offline itself. An answer other than 2xx fails the run.`;

async function run({ quick, log }: RunOptions): Promise<string> {
  const count = quick ? 16 : 400;
  const stack = await startStack({ quiet: true, withoutStreams: true });
  try {
    const { tables: definitions } = await readServiceDefinition('local');
    // Prepares the requests in this process, on the tables of the stack.
    const service = await startService({ database: { endpoint: stack.dynamodbEndpoint, definitions } });
    try {
      const course = await openCourse(service);
      const rows: (string | number)[][] = [];
      for (const connections of CONNECTIONS) {
        for (const [id, prepare] of loads(course)) {
          log(`${id}, ${connections} connections`);
          await load(stack.url, await prepare(count), connections);
          const result = await load(stack.url, await prepare(count), connections);
          rows.push([id, connections, ...result]);
        }
      }
      const headers = ['operation', 'connections', 'p50 ms', 'p90 ms', 'p99 ms', 'requests/s'];
      return [METHOD, `${count} requests of each operation.`, table(headers, rows)].join('\n\n');
    } finally {
      await service.stop();
    }
  } finally {
    await stack.stop();
  }
}

type Prepare = (count: number) => Promise<Request[]>;

function loads(course: Course): [id: string, Prepare][] {
  const health: Prepare = async count => Array.from({ length: count }, () => ({ method: 'GET', path: '/health' }));
  const catalogued = OPERATIONS.filter(({ id }) => MEASURED_IDS.includes(id));
  return [
    ['GET /health', health],
    ...catalogued.map((operation): [string, Prepare] => [
      operation.id,
      count => prepareRequests(operation, course, count),
    ]),
  ];
}

async function prepareRequests(operation: Operation, course: Course, count: number): Promise<Request[]> {
  const requests: Request[] = [];
  while (requests.length < count) requests.push(toRequest((await operation.prepare(course)).event));
  return requests;
}

function toRequest(event: unknown): Request {
  const { rawPath, rawQueryString, headers, body, requestContext } = event as APIGatewayProxyEventV2;
  const { authorization, 'content-type': contentType } = headers;
  return {
    method: requestContext.http.method as NonNullable<Request['method']>,
    path: encodeURI(rawPath).replaceAll('+', '%2B') + (rawQueryString && `?${rawQueryString}`),
    headers: {
      accept: 'application/json',
      ...(authorization && { authorization }),
      ...(contentType && { 'content-type': contentType }),
    },
    ...(body !== undefined && { body }),
  };
}

/** @returns p50, p90 and p99 in milliseconds, and requests a second */
async function load(url: string, requests: readonly Request[], connections: number): Promise<number[]> {
  let next = 0;
  const perConnection = requests.length / connections;
  const milliseconds: number[] = [];
  const startedAt = performance.now();
  // Measured until the last answer: autocannon ends up to a second later.
  let seconds = 0;
  const setupClient = (client: autocannon.Client) => {
    client.setRequests(requests.slice(next, next + perConnection));
    client.on('response', (_status, _bytes, responseTime) => {
      milliseconds.push(responseTime);
      seconds = (performance.now() - startedAt) / 1000;
    });
    next += perConnection;
  };
  const { non2xx, errors } = await autocannon({ url, connections, amount: requests.length, setupClient, timeout: 20 });
  if (non2xx + errors > 0) throw new Error(`${non2xx} answers other than 2xx, ${errors} requests without an answer`);
  const sorted = milliseconds.sort((a, b) => a - b);
  const quantile = (fraction: number) => sorted[Math.ceil(fraction * sorted.length) - 1] ?? 0;
  return [quantile(0.5), quantile(0.9), quantile(0.99), Math.round(requests.length / seconds)];
}
