import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CommandError } from '../cli/commandError.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import {
  type EventSourceMapping,
  type FailureRecord,
  startEventSourceMapping,
} from '../packages/stream-emulator/eventSourceMapping.ts';
import { localStreamsClient } from './dynamodb/localClients.ts';
import { streamArn } from './dynamodb/tables.ts';
import type { StreamMapping } from './serviceDefinition.ts';

export interface StreamsOptions {
  client: DynamoDBClient;
  endpoint: string;
  mappings: readonly StreamMapping[];
  /** Table names by logical id. */
  tables: Readonly<Record<string, string>>;
  /** Invokes a function by its deployed name. Rejects if it fails. */
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** The folder for failure records, in the format of the failure queues on AWS. */
  failuresDir: string;
  log: (line: string) => void;
  /** The pause between reads of a stream; `idle` does not wait for it. */
  pollIntervalMs?: number;
}

export interface Streams {
  /** Resolves when these functions, by default all, have processed or discarded every earlier change. */
  idle(...functions: string[]): Promise<void>;
  stop(): Promise<void>;
}

const isDerived = (table: string) => table === 'HistoryTable';
const isSource = (table: string) => !isDerived(table);

/** Starts the event source mapping of each function that reads a stream. */
export async function startStreams(options: StreamsOptions): Promise<Streams> {
  const streams = localStreamsClient(options.endpoint);
  const mappings: { functionKey: string; table: string; mapping: EventSourceMapping }[] = [];
  const stop = async () => {
    await Promise.all(mappings.map(({ mapping }) => mapping.stop()));
    streams.destroy();
  };
  try {
    for (const { functionKey, functionName, table, settings } of options.mappings) {
      const mapping = startEventSourceMapping({
        streams,
        streamArn: await arnOf(options, table),
        settings,
        invoke: event => options.invoke(functionName, event),
        onFailure: failure => recordFailure(options, functionKey, failure),
        log: options.log,
        ...(options.pollIntervalMs !== undefined && { pollIntervalMs: options.pollIntervalMs }),
      });
      mappings.push({ functionKey, table, mapping });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    idle: async (...functions) => {
      const isAwaited = (functionKey: string) => functions.length === 0 || functions.includes(functionKey);
      // The archive writes the history, whose stream another function reads.
      for (const isRead of [isSource, isDerived]) {
        const awaited = mappings.filter(({ functionKey, table }) => isAwaited(functionKey) && isRead(table));
        await Promise.all(awaited.map(({ mapping }) => mapping.idle()));
      }
    },
    stop,
  };
}

/** The folder of failure records when the data are in memory. */
export const DEFAULT_FAILURES_DIR = join(PROJECT_ROOT, '.local');

/** The file of a function's failure records, one message a line. */
export function failuresFile(failuresDir: string, functionKey: string): string {
  return join(failuresDir, `${functionKey}-failures.jsonl`);
}

async function arnOf({ client, tables }: StreamsOptions, table: string): Promise<string> {
  const name = tables[table];
  const arn = name && (await streamArn(client, name));
  if (!arn) throw new CommandError(`The table ${name ?? table} has no stream.`);
  return arn;
}

async function recordFailure({ failuresDir, log }: StreamsOptions, functionKey: string, failure: FailureRecord) {
  const file = failuresFile(failuresDir, functionKey);
  await mkdir(failuresDir, { recursive: true });
  await appendFile(file, `${JSON.stringify(failure)}\n`);
  log(
    `The function ${functionKey} could not process some changes. Their positions are in ${file}; npm run redrive retries them.`,
  );
}
