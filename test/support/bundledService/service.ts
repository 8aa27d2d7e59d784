import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { buildFunctions } from '../../../build/build.ts';
import { PROJECT_ROOT } from '../../../cli/projectRoot.ts';
import { startDynamodb } from '../../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../../dev/dynamodb/localClients.ts';
import { markMigrated } from '../../../dev/dynamodb/migrations.ts';
import { createTables, type TableDefinition } from '../../../dev/dynamodb/tables.ts';
import { functionEnvironment } from '../../../dev/functionEnvironment.ts';
import { readServiceDefinition } from '../../../dev/serviceDefinition.ts';
import type { TableNames } from '../../../src/store/dynamodb/tables.ts';
import { examAccessKey } from '../examAccessKey.ts';
import { startAcceptingQueue } from './acceptingQueue.ts';
import { toContext } from './context.mjs';
import { type CallWatcher, type DynamodbCall, startProxy } from './dynamodbProxy.ts';
import { type Answer, type HttpRequest, toAnswer, toEvent } from './event.ts';

export type FunctionName =
  | 'exams'
  | 'attempts'
  | 'lookups'
  | 'lists'
  | 'allowances'
  | 'vendorCallbacks'
  | 'privacy'
  | 'archive'
  | 'events'
  | 'notifications'
  | 'timeOuts'
  | 'webhooks'
  | 'deliveries';

/** The input of a function. */
export interface Invocation {
  function: FunctionName;
  event: unknown;
}

/** The functions as they are deployed, in this process, on a DynamoDB Local of their own and a queue that accepts everything. */
export interface Service {
  /** Environment of the functions, with the proxy as the endpoint of DynamoDB. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the bundles, `<function>.mjs` each. */
  readonly bundles: string;
  readonly tables: TableNames;
  readonly definitions: readonly TableDefinition[];
  /** Connected to DynamoDB Local without the proxy: its calls are not counted as calls of the service. */
  readonly client: DynamoDBDocumentClient;
  readonly bareClient: DynamoDBClient;
  /** @returns the result of the function */
  invoke(invocation: Invocation): Promise<unknown>;
  /** An HTTP request. @throws Error when the answer has another status than expected (200) */
  send(request: HttpRequest & { function: FunctionName; expect?: number }): Promise<Answer>;
  /** Hands records of the attempts table's stream to the archive. */
  deliver(records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchResponse>;
  /** All calls to DynamoDB since the last time. */
  calls(): DynamodbCall[];
  watch(watcher: CallWatcher | undefined): void;
  /** May be called more than once. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** Settings of the functions, in addition to the defaults and above them. */
  env?: Readonly<Record<string, string>>;
  /** A DynamoDB Local that runs already, and the tables to create there; without it one is started. */
  database?: { endpoint: string; definitions: readonly TableDefinition[] };
}

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * Starts DynamoDB Local in memory with the tables, and builds the bundles; each is loaded at its first use. The
 * functions read `process.env`, so there may be one service at a time in a process.
 */
export async function startService({ env = {}, database }: ServiceOptions = {}): Promise<Service> {
  const [dynamodb, definitions, bundles] = await Promise.all([
    database ? { endpoint: database.endpoint, stop: async () => {} } : startDynamodb({ port: 0 }),
    database ? database.definitions : readServiceDefinition('local').then(({ tables }) => tables),
    buildFunctions().then(() => join(PROJECT_ROOT, 'dist')),
  ]);
  let calls: DynamodbCall[] = [];
  const proxy = await startProxy(dynamodb.endpoint, call => calls.push(call));
  const queue = await startAcceptingQueue();
  const bareClient = localDynamodbClient(dynamodb.endpoint);
  const client = DynamoDBDocumentClient.from(bareClient, { marshallOptions: { removeUndefinedValues: true } });
  let stopped: Promise<unknown> | undefined;
  const stop = async () => {
    stopped ??= Promise.all([proxy.close(), queue.close(), dynamodb.stop()]);
    await stopped;
    client.destroy();
  };
  try {
    await createTables(bareClient, definitions);
    const tables = tableNamesOf(definitions);
    await markMigrated(bareClient, { DirectoryTable: tables.directory });
    const environment = { ...functionEnvironment(proxy.url, settingsOf(tables)), ...queue.settings, ...env };
    const load = loader(bundles, environment);
    const invoke = async ({ function: name, event }: Invocation) => (await load(name))(event, toContext(name));
    return {
      environment,
      bundles,
      tables,
      definitions,
      client,
      bareClient,
      invoke,
      async send({ function: name, expect = 200, ...request }) {
        const answer = toAnswer(await invoke({ function: name, event: toEvent(request) }));
        if (answer.status === expect) return answer;
        throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.text.slice(0, 500)}`);
      },
      deliver: async records =>
        (await invoke({ function: 'archive', event: { Records: records } })) as DynamoDBBatchResponse,
      calls() {
        const taken = calls;
        calls = [];
        return taken;
      },
      watch: proxy.watch,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Loads a function once, at its first use. */
function loader(bundles: string, environment: Readonly<Record<string, string>>) {
  // A bundle loaded by another service of this process keeps calling the tables of that service.
  const own = randomUUID();
  const loaded = new Map<FunctionName, Promise<Handler>>();
  return (name: FunctionName): Promise<Handler> => {
    const bundle = loaded.get(name) ?? load(name);
    loaded.set(name, bundle);
    return bundle;
  };
  async function load(name: FunctionName): Promise<Handler> {
    Object.assign(process.env, environment);
    const { handler } = await import(`${pathToFileURL(join(bundles, `${name}.mjs`)).href}?${own}`);
    return handler;
  }
}

function tableNamesOf(definitions: readonly TableDefinition[]): TableNames {
  const nameOf = (id: string) => definitions.find(({ logicalId }) => logicalId === id)?.name ?? '';
  return {
    attempts: nameOf('AttemptsTable'),
    directory: nameOf('DirectoryTable'),
    history: nameOf('HistoryTable'),
    reviews: nameOf('ReviewsTable'),
    exams: nameOf('ExamsTable'),
    events: nameOf('EventsTable'),
    webhooks: nameOf('WebhooksTable'),
    records: nameOf('RecordsTable'),
  };
}

/** As serverless.yml sets them; a vendor of each kind that needs no connection. */
function settingsOf(tables: TableNames): Record<string, string> {
  return {
    STAGE: 'local',
    PRODUCTION: 'false',
    // Faults still appear as unexpected answers.
    LOG_LEVEL: 'SILENT',
    ATTEMPTS_TABLE: tables.attempts,
    DIRECTORY_TABLE: tables.directory,
    HISTORY_TABLE: tables.history,
    REVIEWS_TABLE: tables.reviews,
    EXAMS_TABLE: tables.exams,
    EVENTS_TABLE: tables.events,
    WEBHOOKS_TABLE: tables.webhooks,
    RECORDS_TABLE: tables.records,
    VENDORS: JSON.stringify({ software_secure: {}, proctortrack: { protocol: 'rest' } }),
    PROCTORING_BACKENDS: JSON.stringify({
      software_secure: {},
      proctortrack: {},
      onboarder: { supports_onboarding: true },
    }),
    EXAM_ACCESS_KEY: examAccessKey(),
  };
}
