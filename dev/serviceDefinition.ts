import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isBuildCurrent, storeOutput } from '../build/buildCache.ts';
import { SERVERLESS_SCRIPT } from '../build/serverlessCommand.ts';
import { CommandError } from '../cli/commandError.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import type { QueueMappingSettings } from '../packages/queue-emulator/queueMapping.ts';
import type { MappingSettings } from '../packages/stream-emulator/context.ts';
import { type Resources, type TableDefinition, tableDefinitions } from './dynamodb/tableDefinitions.ts';
import { type QueueDefinition, queueDefinitions } from './queues/queueDefinitions.ts';

export interface ServiceDefinition {
  stage: string;
  tables: TableDefinition[];
  queues: QueueDefinition[];
  /** The event source mappings of the functions that read streams. */
  streamMappings: StreamMapping[];
  /** The event source mappings of the functions that read queues. */
  queueMappings: QueueMappingDefinition[];
  /** Deployed name of each function, by its key in serverless.yml. */
  functions: Record<string, string>;
  /** Memory of each function in MB, by its key in serverless.yml. */
  memory: Record<string, number>;
}

/** An event source mapping of serverless.yml. */
export interface StreamMapping {
  /** The function's key in serverless.yml. */
  functionKey: string;
  functionName: string;
  /** Logical id of the table with the stream. */
  table: string;
  settings: MappingSettings;
}

/** An event source mapping of serverless.yml for a queue. */
export interface QueueMappingDefinition {
  functionName: string;
  /** Logical id of the queue. */
  queue: string;
  settings: QueueMappingSettings;
}

/** A part of the output of `serverless print`, like the other types with this prefix. */
type PrintedStream = Partial<MappingSettings> & { arn?: { 'Fn::GetAtt'?: [string, string] } };
type PrintedQueue = Partial<QueueMappingSettings> & {
  arn?: { 'Fn::GetAtt'?: [string, string] };
  maximumBatchingWindow?: number;
};

/** A function of serverless.yml with its environment, timeout and routes. */
export interface FunctionDefinition {
  /** The key in serverless.yml. */
  key: string;
  name: string;
  /** Such as `dist/exams.handler`. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  /** Route keys of the HTTP API, such as `ANY /learners` and `*`. */
  routes: string[];
}

interface PrintedFunction {
  name: string;
  handler: string;
  memorySize?: number;
  timeout?: number;
  environment?: Record<string, string>;
  events?: { stream?: PrintedStream; sqs?: PrintedQueue; httpApi?: string }[];
}

interface PrintedService {
  provider: { memorySize: number; timeout: number; environment: Record<string, string> };
  functions: Record<string, PrintedFunction>;
  resources: { Resources: Resources } | { Resources: Resources }[];
}

/** Defaults of AWS. */
const MAPPING_DEFAULTS: MappingSettings = {
  batchSize: 100,
  batchWindow: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: -1,
  bisectBatchOnFunctionError: false,
  startingPosition: 'TRIM_HORIZON',
};

/**
 * Reads serverless.yml, resolved for the stage, by `serverless print`. The result is cached beside the bundles until an input
 * changes, because the command takes seconds.
 * @throws CommandError with the error of serverless
 */
export async function readServiceDefinition(stage: string, signal?: AbortSignal): Promise<ServiceDefinition> {
  const { cache, record } = cacheOf(stage);
  if (await isBuildCurrent(record)) return JSON.parse(await readFile(cache, 'utf8')) as ServiceDefinition;
  const startedAt = Date.now();
  return cacheDefinition(stage, await printService(stage, signal), startedAt);
}

function cacheOf(stage: string): { cache: string; record: string } {
  const base = join(PROJECT_ROOT, 'dist', `${stage}.service`);
  return { cache: `${base}.json`, record: `${base}.made.json` };
}

async function cacheDefinition(stage: string, service: PrintedService, startedAt: number): Promise<ServiceDefinition> {
  const { cache, record } = cacheOf(stage);
  const definition = toDefinition(stage, service);
  await storeOutput(cache, JSON.stringify(definition), { record, inputs: await definitionSources(), startedAt });
  return definition;
}

/**
 * Reads the functions of serverless.yml, resolved in an environment. Also caches the definition of the service, which does not
 * depend on the environment.
 * @throws CommandError with the error of serverless
 */
export async function readFunctions(stage: string, env: NodeJS.ProcessEnv): Promise<FunctionDefinition[]> {
  const startedAt = Date.now();
  const service = await printService(stage, undefined, env);
  await cacheDefinition(stage, service, startedAt);
  const { provider, functions } = service;
  return Object.entries(functions).map(([key, { name, handler, environment, timeout, events = [] }]) => ({
    key,
    name,
    handler,
    environment: { ...provider.environment, ...environment },
    timeoutSeconds: timeout ?? provider.timeout,
    routes: events.flatMap(({ httpApi }) => httpApi ?? []),
  }));
}

/** The files that determine the definition; the environment does not. */
export async function definitionSources(): Promise<string[]> {
  const resources = await readdir(join(PROJECT_ROOT, 'resources'));
  return [
    'serverless.yml',
    'dev/functions.yml',
    ...resources.map(file => `resources/${file}`),
    'dev/serviceDefinition.ts',
    'dev/dynamodb/tableDefinitions.ts',
    'dev/queues/queueDefinitions.ts',
  ];
}

function toDefinition(stage: string, service: PrintedService): ServiceDefinition {
  const parts = Array.isArray(service.resources) ? service.resources : [service.resources];
  const resources: Resources = Object.assign({}, ...parts.map(part => part.Resources));
  return {
    stage,
    tables: tableDefinitions(resources),
    queues: queueDefinitions(resources),
    streamMappings: streamMappings(service.functions),
    queueMappings: queueMappings(service.functions),
    functions: Object.fromEntries(Object.entries(service.functions).map(([key, { name }]) => [key, name])),
    memory: Object.fromEntries(
      Object.entries(service.functions).map(([key, { memorySize }]) => [
        key,
        memorySize ?? service.provider.memorySize,
      ]),
    ),
  };
}

/** Usually two seconds; minutes on a machine with much else to do. */
const READ_DEADLINE_MS = 600_000;

async function printService(
  stage: string,
  signal: AbortSignal | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PrintedService> {
  const args = [SERVERLESS_SCRIPT, 'print', '--stage', stage, '--format', 'json'];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: PROJECT_ROOT,
      env,
      maxBuffer: 16 * 1024 * 1024,
      timeout: READ_DEADLINE_MS,
      // SIGTERM would let it finish.
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    return JSON.parse(stdout) as PrintedService;
  } catch (error) {
    signal?.throwIfAborted();
    throw new CommandError(`serverless.yml cannot be read: ${errorLine(error)}`);
  }
}

/** The line after "Error:"; the lines after it are advice. */
function errorLine(error: unknown): string {
  const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`.split('\n').map(line => line.trim());
  const heading = lines.findIndex(line => /^(\S+ )?Error:?$/.test(line));
  return (heading < 0 ? undefined : lines[heading + 1]) ?? (lines.filter(line => line !== '').at(-1) || message);
}

function streamMappings(functions: PrintedService['functions']): StreamMapping[] {
  return Object.entries(functions).flatMap(([functionKey, { name, events = [] }]) =>
    events.flatMap(({ stream }) => {
      if (stream === undefined) return [];
      const [table, attribute] = stream.arn?.['Fn::GetAtt'] ?? [];
      if (table === undefined || attribute !== 'StreamArn') {
        throw new CommandError(
          `The function "${functionKey}" in serverless.yml must name the StreamArn of a table there.`,
        );
      }
      return [{ functionKey, functionName: name, table, settings: settingsOf(stream) }];
    }),
  );
}

function settingsOf(stream: Partial<MappingSettings>): MappingSettings {
  const names = Object.keys(MAPPING_DEFAULTS) as (keyof MappingSettings)[];
  const options = Object.fromEntries(names.filter(name => name in stream).map(name => [name, stream[name]]));
  return { ...MAPPING_DEFAULTS, ...options };
}

/** AWS starts with five concurrent batches, and adds more as long as messages wait. */
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_QUEUE_BATCH = 10;
/** AWS combines several receives into a larger batch, the emulator does not. */
const MAX_QUEUE_BATCH = 10;

function queueMappings(functions: PrintedService['functions']): QueueMappingDefinition[] {
  return Object.entries(functions).flatMap(([functionKey, { name, events = [] }]) =>
    events.flatMap(({ sqs }) => {
      if (sqs === undefined) return [];
      const [queue, attribute] = sqs.arn?.['Fn::GetAtt'] ?? [];
      const { batchSize = DEFAULT_QUEUE_BATCH, maximumConcurrency = DEFAULT_CONCURRENCY, functionResponseType } = sqs;
      if (queue === undefined || attribute !== 'Arn') {
        throw new CommandError(`The function "${functionKey}" in serverless.yml must name the Arn of a queue there.`);
      }
      if (batchSize > MAX_QUEUE_BATCH || sqs.maximumBatchingWindow) {
        throw new CommandError(
          `The function "${functionKey}" in serverless.yml reads a queue in batches above ${MAX_QUEUE_BATCH} or with a window, which the local stack does not emulate.`,
        );
      }
      return [{ functionName: name, queue, settings: { batchSize, maximumConcurrency, functionResponseType } }];
    }),
  );
}
