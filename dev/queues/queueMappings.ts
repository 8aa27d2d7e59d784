import type { SQSClient } from '@aws-sdk/client-sqs';
import { type QueueMapping, startQueueMapping } from '../../packages/queue-emulator/queueMapping.ts';
import type { QueueMappingDefinition } from '../serviceDefinition.ts';

export interface QueueMappingsOptions {
  client: SQSClient;
  mappings: readonly QueueMappingDefinition[];
  /** Queue URLs by logical id. */
  queues: Readonly<Record<string, string>>;
  /** Invokes a function by its deployed name. Rejects if it fails. */
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
  log: (line: string) => void;
}

/** Starts the event source mapping of each function that reads a queue. */
export async function startQueueMappings(options: QueueMappingsOptions): Promise<QueueMapping> {
  const mappings: QueueMapping[] = [];
  const stop = async () => {
    await Promise.all(mappings.map(mapping => mapping.stop()));
  };
  try {
    for (const { functionName, queue, settings } of options.mappings) {
      const mapping = await startQueueMapping({
        sqs: options.client,
        queueUrl: options.queues[queue] ?? '',
        settings,
        invoke: event => options.invoke(functionName, event),
        log: options.log,
      });
      mappings.push(mapping);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    idle: async () => {
      await Promise.all(mappings.map(mapping => mapping.idle()));
    },
    stop,
  };
}
