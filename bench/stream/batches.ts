import type { DynamoDBRecord } from 'aws-lambda';
import { anAttempt } from '../../test/support/builders.ts';
import { recordsOf } from '../../test/support/streamRecords.ts';

export type BatchKind = keyof typeof BATCHES;

/** 100 records each, as Lambda delivers them at the most (serverless.yml); every call makes attempts of their own. */
export const BATCHES = {
  'a change each of 100 attempts': () =>
    times(100, index => {
      const before = anAttempt({ status: 'started', version: 2 });
      // Every fifth is a removal.
      return changesOf([before, index % 5 === 0 ? undefined : { ...before, status: 'submitted' as const, version: 3 }]);
    }),
  '10 changes each of 10 attempts': () => {
    const lives = times(10, () => {
      const attempt = anAttempt();
      const states = times(11, version => [
        { ...attempt, version: version + 1, status: version % 2 === 0 ? ('started' as const) : ('error' as const) },
      ]);
      return [changesOf(states)];
    });
    // In the order of the stream: the first change of everyone, then the second.
    return times(10, at => lives.map(life => life[at] as DynamoDBRecord));
  },
  '100 that change no status': () =>
    times(100, index => {
      const before = anAttempt();
      return index % 2 === 0
        ? recordsOf([before])
        : changesOf([before, { ...before, studentName: 'M. Okafor', version: 2 }]);
    }),
} satisfies Record<string, () => DynamoDBRecord[]>;

/** The records of the changes, without the one of the creation. */
function changesOf(states: Parameters<typeof recordsOf>[0]): DynamoDBRecord[] {
  return recordsOf(states).slice(1);
}

function times<Made>(count: number, make: (index: number) => readonly Made[]): Made[] {
  return Array.from({ length: count }, (_, index) => make(index)).flat();
}
