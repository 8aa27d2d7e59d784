export interface FailedTask {
  sequenceNumber: string;
  error: unknown;
}

/**
 * Works through what a batch asks for: attempts side by side, the changes of one attempt one after the other, and after a
 * failure nothing more of that attempt. Never throws for a failed task.
 * @param write does what entries of different attempts ask for and answers those that failed, with why
 * @returns the first failed task of every attempt that has one
 */
export async function processInKeyOrder<Entry>(
  tasks: readonly StreamTask<Entry>[],
  write: (entries: readonly Entry[]) => Promise<ReadonlyMap<Entry, unknown>>,
): Promise<FailedTask[]> {
  const failed: FailedTask[] = [];
  let lines = [...Map.groupBy(tasks, task => task.groupKey).values()].map(line => line.values());
  while (lines.length > 0) {
    const wave = lines.flatMap(line => {
      const task = nextToWrite(line);
      return task ? [{ line, task }] : [];
    });
    const outcome = await write(wave.flatMap(({ task }) => (task.entry instanceof Error ? [] : [task.entry])));
    lines = wave.flatMap(({ line, task }) => {
      if (!(task.entry instanceof Error) && !outcome.has(task.entry)) return [line];
      const error = task.entry instanceof Error ? task.entry : outcome.get(task.entry);
      failed.push({ sequenceNumber: task.sequenceNumber, error });
      return [];
    });
  }
  return failed;
}

type Asking<Entry> = StreamTask<Entry> & { entry: Entry | Error };

function nextToWrite<Entry>(line: Iterator<StreamTask<Entry>>): Asking<Entry> | undefined {
  for (let next = line.next(); !next.done; next = line.next()) {
    if (next.value.entry !== undefined) return next.value as Asking<Entry>;
  }
  return undefined;
}

/**
 * Where the stream is to be read again from: the lowest sequence number that failed. Lambda takes it as a checkpoint
 * and redelivers everything from there on. Sequence numbers have up to 40 digits.
 */
export function checkpointOf(failed: readonly FailedTask[]): string | undefined {
  return failed
    .map(({ sequenceNumber }) => sequenceNumber)
    .reduce<string | undefined>(
      (lowest, one) => (lowest === undefined || BigInt(one) < BigInt(lowest) ? one : lowest),
      undefined,
    );
}

/** What one record of the stream asks for. */
export interface StreamTask<Entry> {
  sequenceNumber: string;
  /** Which attempt, or exam, it belongs to: the order within one is kept. */
  groupKey: string;
  /** What to do; undefined where there is nothing to be done; an error where the record cannot be understood. */
  entry: Entry | undefined | Error;
}
