import { type RunningDynamodb, startDynamodb } from '../../dev/dynamodb/dynamodb.ts';

/** The DynamoDB Local of a run, and its users. Each project loads this module anew, in the same process. */
const run = globalThis as { sharedDynamodb?: Promise<RunningDynamodb> | undefined; dynamodbUsers?: number };

/**
 * One DynamoDB Local for all projects, each with tables of its own: most of a process that lives for minutes goes into loading and
 * compiling it. It ends with the release of its last user.
 */
export async function useSharedDynamodb(): Promise<{ endpoint: string; release(): Promise<void> }> {
  run.dynamodbUsers = (run.dynamodbUsers ?? 0) + 1;
  run.sharedDynamodb ??= startDynamodb({ port: 0 });
  const { endpoint, stop } = await run.sharedDynamodb;
  const release = async () => {
    run.dynamodbUsers = (run.dynamodbUsers ?? 0) - 1;
    if (run.dynamodbUsers > 0) return;
    run.sharedDynamodb = undefined;
    await stop();
  };
  return { endpoint, release };
}
