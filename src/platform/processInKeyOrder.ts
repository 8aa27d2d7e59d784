/** A record of a stream. Records with the same group key, such as those of one attempt, are processed in order. */
export type StreamTask<Entry> = { sequenceNumber: string; groupKey: string } & StreamOperation<Entry>;

export type StreamOperation<Entry> =
  | { kind: 'skip' }
  | { kind: 'write'; entry: Entry }
  | { kind: 'unreadable'; error: unknown };

export interface FailedTask {
  sequenceNumber: string;
  error: unknown;
}

/**
 * Processes a batch: groups concurrently, the records of a group in order, up to the group's first failure. Never throws
 * for a failed task.
 * @param write processes entries of different groups and returns the errors of those that failed
 * @returns the first failed task of every group that has one
 */
export async function processInKeyOrder<Entry>(
  tasks: readonly StreamTask<Entry>[],
  write: (entries: readonly Entry[]) => Promise<ReadonlyMap<Entry, unknown>>,
): Promise<FailedTask[]> {
  const failed: FailedTask[] = [];
  let queues = [...Map.groupBy(tasks.filter(isPending), task => task.groupKey).values()];
  while (queues.length > 0) {
    const round = queues.flatMap(([head, ...rest]) => (head ? [{ head, rest }] : []));
    const errors = await write(round.flatMap(({ head }) => (head.kind === 'write' ? [head.entry] : [])));
    queues = round.flatMap(({ head, rest }) => {
      const isWritten = head.kind === 'write' && !errors.has(head.entry);
      if (isWritten) return rest.length > 0 ? [rest] : [];
      const error = head.kind === 'write' ? errors.get(head.entry) : head.error;
      failed.push({ sequenceNumber: head.sequenceNumber, error });
      return [];
    });
  }
  return failed;
}

type PendingTask<Entry> = Exclude<StreamTask<Entry>, { kind: 'skip' }>;

function isPending<Entry>(task: StreamTask<Entry>): task is PendingTask<Entry> {
  return task.kind !== 'skip';
}

/**
 * The lowest sequence number that failed: Lambda takes it as the checkpoint and redelivers everything from there on.
 * Sequence numbers have up to 40 digits.
 */
export function checkpointOf(failed: readonly FailedTask[]): string | undefined {
  return failed
    .map(({ sequenceNumber }) => sequenceNumber)
    .reduce<string | undefined>(
      (lowest, current) => (lowest === undefined || BigInt(current) < BigInt(lowest) ? current : lowest),
      undefined,
    );
}
