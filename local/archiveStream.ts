import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localStreamsClient } from './dynamodb/localClients.ts';
import { streamArn } from './dynamodb/tables.ts';
import { invokeFunction } from './invokeFunction.ts';
import { LocalStackError } from './localStackError.ts';
import type { MappingSettings } from './mapping/context.ts';
import { startEventSourceMapping } from './mapping/eventSourceMapping.ts';

export interface ArchiveStreamOptions {
  client: DynamoDBClient;
  endpoint: string;
  attemptsTable: string;
  functionName: string;
  lambdaPort: number;
  settings: MappingSettings;
  /** Where the records that were given up are written, as the queue on AWS would get them. */
  failuresDir: string;
  log: (line: string) => void;
}

export interface ArchiveStream {
  /** Resolves when every change so far is archived or given up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Feeds the attempts table's stream to the archive function, as its event source mapping does on AWS. */
export async function startArchiveStream(options: ArchiveStreamOptions): Promise<ArchiveStream> {
  const arn = await streamArn(options.client, options.attemptsTable);
  if (arn === undefined) throw new LocalStackError(`The table ${options.attemptsTable} has no stream.`);
  const streams = localStreamsClient(options.endpoint);
  const mapping = startEventSourceMapping({
    streams,
    streamArn: arn,
    settings: options.settings,
    invoke: event => invokeFunction(options.lambdaPort, options.functionName, event),
    onFailure: failure => recordFailure(options, failure),
    log: options.log,
  });
  return {
    idle: mapping.idle,
    stop: async () => {
      await mapping.stop();
      streams.destroy();
    },
  };
}

async function recordFailure({ failuresDir, log }: ArchiveStreamOptions, failure: object): Promise<void> {
  const file = join(failuresDir, 'archive-failures.jsonl');
  await mkdir(failuresDir, { recursive: true });
  await appendFile(file, `${JSON.stringify(failure)}\n`);
  log(`The archive function gave up on some changes: see ${file}`);
}
