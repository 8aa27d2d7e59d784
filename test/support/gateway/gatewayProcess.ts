/**
 * The gateway: the bundles of all functions behind an HTTP API, with streams, ten times as fast as serverless-offline. Its arguments
 * are a port and, if there is one to share, the address of a DynamoDB Local; it prints its addresses as a line of JSON.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { buildFunctions } from '../../../build/build.ts';
import { closeIdleConnectionsLate } from '../../../cli/lateClose.ts';
import { startDynamodb } from '../../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../../dev/dynamodb/localClients.ts';
import { markMigrated } from '../../../dev/dynamodb/migrations.ts';
import { createTables, type TableDefinition, tableNames, tablesForStage } from '../../../dev/dynamodb/tables.ts';
import { functionEnvironment } from '../../../dev/functionEnvironment.ts';
import { type FunctionDefinition, readServiceDefinition } from '../../../dev/serviceDefinition.ts';
import { DEFAULT_FAILURES_DIR, startStreams } from '../../../dev/streams.ts';
import { readGatewayFunctions } from './functionDefinitions.ts';
import { FunctionError, type RunningFunction, startFunction } from './functions.ts';
import { type GatewayAddresses, SETTLED_PATH } from './gateway.ts';
import { addressOf, bytesOf, sendResult, toEventText } from './httpApi.ts';
import { createRouter, type Router } from './routes.ts';

/** The path of direct invocations, as in serverless-offline. */
const INVOCATION = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/;

const STAGE = 'local';
/** Tests that wait for a function of a stream make it read at once (SETTLED_PATH). */
const POLL_INTERVAL_MS = 10_000;
/** Functions of the local stack only. */
const LOCAL_HANDLER = /^dist\/local\//;

const [httpPort, sharedEndpoint] = process.argv.slice(2);
const [dynamodb, definition, functions] = await Promise.all([
  sharedEndpoint ? { endpoint: sharedEndpoint, stop: async () => {} } : startDynamodb({ port: 0 }),
  readServiceDefinition(STAGE),
  readGatewayFunctions(functionEnvironment('', process.env)),
  buildFunctions(),
]);
const client = localDynamodbClient(dynamodb.endpoint);
// Without a time to live, whose items DynamoDB Local looks for all the time.
const definitions = tablesForStage(definition, `g${randomBytes(5).toString('hex')}`).map(
  ({ timeToLive: _, ...table }) => table,
);
await createTables(client, definitions);
const tables = tableNames(definitions);
await markMigrated(client, tables);

const deployed = functions.filter(({ handler }) => !LOCAL_HANDLER.test(handler)).map(withOwnTables);
const running = new Map(
  deployed.map(definition => [definition.name, startFunction(definition, awsEnvironment(dynamodb.endpoint))]),
);
const router = routerOf(deployed);

const server = createServer((request, response) => {
  answer(request, response).catch(error => {
    console.error(error);
    sendProblem(response, 500, 'Internal Server Error');
  });
}).listen(Number(httpPort), '127.0.0.1');
closeIdleConnectionsLate(server);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const mappings = definition.streamMappings.map(mapping => ({
  ...mapping,
  settings: { ...mapping.settings, batchWindow: 0 },
}));
const streams = await startStreams({
  client,
  endpoint: dynamodb.endpoint,
  mappings,
  tables,
  invoke: async (name, event) => {
    const result = await running.get(name)?.invoke(JSON.stringify(event));
    return result && JSON.parse(result);
  },
  failuresDir: DEFAULT_FAILURES_DIR,
  log: console.error,
  pollIntervalMs: POLL_INTERVAL_MS,
});

process.once('SIGTERM', async () => {
  await streams.stop();
  // DynamoDB Local reads the definitions of all its tables three times a second.
  if (sharedEndpoint) await Promise.allSettled(definitions.map(deleteTable));
  await dynamodb.stop();
  process.exit(0);
});

const addresses: GatewayAddresses = { url: `http://127.0.0.1:${port}`, port, endpoint: dynamodb.endpoint, tables };
console.log(JSON.stringify(addresses));

function deleteTable({ name }: TableDefinition): Promise<unknown> {
  return client.send(new DeleteTableCommand({ TableName: name }));
}

/** The settings of the AWS SDK; all others come from serverless.yml. */
function awsEnvironment(endpoint: string): Record<string, string> {
  const all = Object.entries(functionEnvironment(endpoint, {}));
  return Object.fromEntries(all.filter(([name]) => name.startsWith('AWS_')));
}

function withOwnTables({ environment, ...others }: FunctionDefinition): FunctionDefinition {
  const ownNames = new Map(definition.tables.map(({ logicalId, name }) => [name, tables[logicalId] ?? name]));
  const settings = Object.entries(environment).map(([name, value]) => [name, ownNames.get(value) ?? value]);
  return { ...others, environment: Object.fromEntries(settings) };
}

function routerOf(definitions: readonly FunctionDefinition[]): Router<RunningFunction> {
  return createRouter(
    definitions.flatMap(({ name, routes }) => {
      const target = running.get(name);
      return target ? routes.map(key => [key, target] as const) : [];
    }),
  );
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { path } = addressOf(request);
  if (path === SETTLED_PATH) {
    await streams.idle();
    response.end();
    return;
  }
  const invoked = INVOCATION.exec(path)?.[1];
  if (invoked !== undefined) await answerInvocation(invoked, request, response);
  else await answerRequest(path, request, response);
}

async function answerRequest(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = router(request.method ?? '', path);
  if (!target) return sendProblem(response, 404, 'Not Found');
  const event = await toEventText(request).catch(() => undefined);
  if (event === undefined) return sendProblem(response, 400, 'Bad Request');
  sendResult(response, await target.invoke(event));
}

async function answerInvocation(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = running.get(name);
  if (!target) return sendProblem(response, 404, `Function not found: ${name}`);
  try {
    response.end(await target.invoke((await bytesOf(request)).toString()));
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    response.setHeader('x-amz-function-error', 'Unhandled').end(error.message);
  }
}

function sendProblem(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
