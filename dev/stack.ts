import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFunctions } from '../build/build.ts';
import { CommandError } from '../cli/commandError.ts';
import { choosePorts } from '../cli/ports.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import type { MappingSettings } from '../packages/stream-emulator/context.ts';
import { startDynamodb } from './dynamodb/dynamodb.ts';
import { requireDynamodb } from './dynamodb/externalDynamodb.ts';
import { localDynamodbClient } from './dynamodb/localClients.ts';
import { markMigrated } from './dynamodb/migrations.ts';
import { tableNames } from './dynamodb/tableDefinitions.ts';
import { createTables } from './dynamodb/tables.ts';
import { functionEnvironment } from './functionEnvironment.ts';
import { createInvoker } from './invokeFunction.ts';
import { startOffline } from './offline.ts';
import type { RunningProcess } from './process/tetheredProcess.ts';
import { startQueueMappings } from './queues/queueMappings.ts';
import { createQueues, localSqsClient, requireSqs } from './queues/queues.ts';
import { startSqs } from './queues/sqs.ts';
import { readServiceDefinition } from './serviceDefinition.ts';
import { DEFAULT_FAILURES_DIR, startStreams } from './streams.ts';

const CLOSE_DEADLINE_MS = 6000;

/** A port that is omitted or 0 is any free one. */
export interface StackOptions {
  port?: number | undefined;
  lambdaPort?: number | undefined;
  dynamodbPort?: number | undefined;
  /** A running DynamoDB to use; without it one is started. */
  dynamodbEndpoint?: string | undefined;
  sqsPort?: number | undefined;
  /** A running SQS to use; without it one is started. */
  sqsEndpoint?: string | undefined;
  /** The data folder; by default in memory. */
  dataDir?: string | undefined;
  /** Settings of the functions; they override this process's environment. */
  env?: Record<string, string>;
  stage?: string;
  /** Overrides of the stream mappings' settings, such as fewer retries. */
  mapping?: Partial<MappingSettings>;
  /** Starts no event source mappings, for measurements of requests without the archive's load. */
  withoutStreams?: boolean;
  /** The pause between reads of a stream. */
  pollIntervalMs?: number;
  /** The concurrent invocations of each function by its streams and queues. */
  concurrency?: number;
  /** The folder of failure records of stream functions; by default the data folder. */
  failuresDir?: string;
  quiet?: boolean;
  /** Installs Java if it is missing. */
  installJava?: boolean;
  /** Aborts the start; `stop` ends a started stack. */
  signal?: AbortSignal | undefined;
}

export interface LocalStack {
  readonly url: string;
  readonly dynamodbEndpoint: string;
  readonly sqsEndpoint: string;
  /** The port for direct invocations (invokeFunction.ts), for example of the schedule. */
  readonly lambdaPort: number;
  /** Table names by logical id, such as `AttemptsTable`. */
  readonly tables: Record<string, string>;
  /** Queue URLs by logical id, such as `DeliveriesQueue`. */
  readonly queues: Record<string, string>;
  /** The folder of failure records of stream functions (streams.ts). */
  readonly failuresDir: string;
  /** Resolves when every earlier change of an attempt is archived or discarded. */
  archived(): Promise<void>;
  /** Resolves when all functions have processed or discarded every earlier change and every visible message. */
  settled(): Promise<void>;
  /** Resolves with the reason if a process ends unexpectedly; the others still have to be stopped. */
  readonly exited: Promise<CommandError>;
  /** May be called more than once. */
  stop(): Promise<void>;
}

/** The parts of a partially or fully started stack; they are stopped in reverse order. */
interface Parts {
  closers: (() => Promise<void>)[];
  onExit: (exit: CommandError) => void;
  stopping: boolean;
}

/**
 * Builds the functions and starts DynamoDB, SQS, the HTTP API with the schedule, and the event source mappings.
 * @throws CommandError if the start fails; no process is left running
 */
export async function startStack(options: StackOptions = {}): Promise<LocalStack> {
  const { promise: exited, resolve } = Promise.withResolvers<CommandError>();
  let exit: CommandError | undefined;
  const parts: Parts = {
    closers: [],
    stopping: false,
    onExit: error => {
      exit ??= error;
      resolve(error);
    },
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= closeAll(parts);
    return stopped;
  };
  try {
    return { ...(await startParts(options, parts)), exited: exited, stop };
  } catch (error) {
    await stop();
    // The first failure causes the later ones.
    throw exit ?? error;
  }
}

async function startParts(options: StackOptions, parts: Parts): Promise<Omit<LocalStack, 'exited' | 'stop'>> {
  const { signal } = options;
  const log = (line: string) => {
    if (!options.quiet && !parts.stopping) console.log(line);
  };
  const stage = options.stage ?? 'local';
  const ports = await chooseStackPorts(options);

  log('Building the functions, reading serverless.yml, starting DynamoDB Local and SQS …');
  const [endpoint, sqsEndpoint, definition] = await allOrFirstFailure([
    openDynamodb({ ...options, dynamodbPort: options.dynamodbPort ? ports.dynamodb : 0 }, parts, log).then(
      logged(log, 'DynamoDB Local is up.'),
    ),
    openSqs(options, parts).then(logged(log, 'SQS is up.')),
    readServiceDefinition(stage, signal).then(logged(log, 'serverless.yml is read.')),
    Promise.all([
      buildFunctions(),
      // Functions of the local stage only: dev/functions.yml.
      buildFunctions(join(PROJECT_ROOT, 'dist/local'), join(PROJECT_ROOT, 'dev/functions'), {
        withDocumentation: true,
      }),
    ]).then(logged(log, 'The functions are built.')),
  ] as const);
  log('Creating the tables and queues …');
  const client = localDynamodbClient(endpoint);
  parts.closers.push(async () => client.destroy());
  await createTables(client, definition.tables);
  await markMigrated(client, tableNames(definition.tables));
  const sqs = localSqsClient(sqsEndpoint);
  parts.closers.push(async () => sqs.destroy());
  const queues = await createQueues(sqs, sqsEndpoint, definition.queues);
  signal?.throwIfAborted();

  log('Checking the settings and starting the HTTP API …');
  const env = functionEnvironment(endpoint, { ...process.env, ...options.env }, { endpoint: sqsEndpoint, queues });
  const offline = await startOffline({ port: ports.http, lambdaPort: ports.lambda, stage, env, log, signal });
  watch(parts, 'serverless offline', offline);

  const tables = tableNames(definition.tables);
  const failuresDir = options.failuresDir ?? options.dataDir ?? DEFAULT_FAILURES_DIR;
  const { lambda: lambdaPort } = ports;
  const streamMappings = options.withoutStreams ? [] : definition.streamMappings;
  const mappings = streamMappings.map(mapping => ({
    ...mapping,
    settings: { ...mapping.settings, ...options.mapping },
  }));
  const invoke = createInvoker(lambdaPort, options.concurrency);
  const { pollIntervalMs } = options;
  const streams = await startStreams({
    client,
    endpoint,
    mappings,
    tables,
    invoke,
    failuresDir,
    log,
    ...(pollIntervalMs !== undefined && { pollIntervalMs }),
  });
  parts.closers.push(streams.stop);
  const queueMappings = options.withoutStreams ? [] : definition.queueMappings;
  const deliveries = await startQueueMappings({ client: sqs, mappings: queueMappings, queues, invoke, log });
  parts.closers.push(deliveries.stop);
  signal?.throwIfAborted();
  return {
    url: offline.url,
    dynamodbEndpoint: endpoint,
    sqsEndpoint,
    lambdaPort,
    tables,
    queues,
    failuresDir,
    archived: () => streams.idle('archive'),
    settled: async () => {
      await streams.idle();
      await deliveries.idle();
    },
  };
}

async function chooseStackPorts(options: StackOptions): Promise<{ http: number; lambda: number; dynamodb: number }> {
  const requests = [
    { port: options.port ?? 0, variable: 'PORT' },
    { port: options.lambdaPort ?? 0, variable: 'LAMBDA_PORT' },
  ];
  if (options.dynamodbEndpoint === undefined) {
    requests.push({ port: options.dynamodbPort ?? 0, variable: 'DYNAMODB_PORT' });
  }
  const [http = 0, lambda = 0, dynamodb = 0] = await choosePorts(requests);
  return { http, lambda, dynamodb };
}

async function openDynamodb(options: StackOptions, parts: Parts, log: (line: string) => void): Promise<string> {
  if (options.dynamodbEndpoint !== undefined) {
    await requireDynamodb(options.dynamodbEndpoint);
    return options.dynamodbEndpoint;
  }
  const { dynamodbPort: port = 0, dataDir, installJava, signal } = options;
  const dynamodb = await startDynamodb({ port, dataDir, installJava, log, signal });
  watch(parts, 'DynamoDB Local', dynamodb);
  return dynamodb.endpoint;
}

async function openSqs({ sqsEndpoint, sqsPort: port = 0 }: StackOptions, parts: Parts): Promise<string> {
  if (sqsEndpoint !== undefined) {
    await requireSqs(sqsEndpoint);
    return sqsEndpoint;
  }
  const { endpoint, stop } = await startSqs({ port });
  parts.closers.push(stop);
  return endpoint;
}

/** Logs the completion of a step and passes its result on. */
function logged<T>(log: (line: string) => void, line: string): (result: T) => T {
  return result => {
    log(`  ${line}`);
    return result;
  };
}

function watch(parts: Parts, name: string, process: RunningProcess): void {
  parts.closers.push(process.stop);
  void process.exited.then(code => {
    if (!parts.stopping) parts.onExit(new CommandError(`${name} ${describeExit(code, process.lastLines())}`));
  });
}

function describeExit(code: number, lines: readonly string[]): string {
  // Exit codes above 128 stand for signals: the last output is not the cause.
  if (code > 128) return `was killed (exit code ${code}).`;
  return `ended unexpectedly (exit code ${code}): ${lines.at(-1) ?? 'without output.'}`;
}

/** Like Promise.all, but rejects only after all have settled: parts that start late can be stopped. */
async function allOrFirstFailure<const T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}

async function closeAll(parts: Parts): Promise<void> {
  parts.stopping = true;
  for (const close of parts.closers.splice(0).reverse()) {
    const closing = close().catch(error => console.error(`While stopping: ${(error as Error).message}`));
    await Promise.race([closing, sleep(CLOSE_DEADLINE_MS, undefined, { ref: false })]);
  }
}
