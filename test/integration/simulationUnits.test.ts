import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AWS } from '../../bench/simulation/parameters.ts';
import { UNITS } from '../../bench/simulation/units.ts';
import { actOnAttempt } from '../../src/domain/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/domain/attempts/createAttempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { aCaller, aDelivery } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios.ts';
import { takeReview } from '../support/takeReview.ts';
import { runSchedule } from '../support/timeOuts.ts';

/** What the simulation of docs/scaling.md reckons with is what the service does. */
let stores: FreshStores;
let examId: number;
/** Write units since the beginning of the test, by table or index. */
let counted: Record<string, number>;

interface Answer {
  ConsumedCapacity?: unknown;
}
type Consumed = { GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }> };
interface Input {
  TableName?: string;
  TransactItems?: Record<string, { TableName?: string }>[];
}

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
  stores.client.middlewareStack.add(
    (next, { commandName }) =>
      async args => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
        if (/^(Update|TransactWrite)/.test(String(commandName))) count(args.input as Input, answer.output as Answer);
        return answer;
      },
    { step: 'initialize', name: 'countUnits' },
  );
});

/** Tables by what is written, an item being below 1 KB: of a transaction DynamoDB Local does not round up each item. */
function count({ TransactItems, TableName = '' }: Input, { ConsumedCapacity }: Answer): void {
  const add = (name: string, units = 0) => {
    counted[name] = (counted[name] ?? 0) + units;
  };
  const addTable = (name: string, units: number) => add(name.replace(/^.*-/, ''), units);
  if (!TransactItems) addTable(TableName, 1);
  for (const write of TransactItems ?? []) {
    for (const { TableName: table = '' } of Object.values(write)) addTable(table, AWS.transaction);
  }
  for (const { GlobalSecondaryIndexes = {} } of [ConsumedCapacity ?? []].flat() as Consumed[]) {
    for (const [index, { CapacityUnits }] of Object.entries(GlobalSecondaryIndexes)) add(index, CapacityUnits);
  }
}

beforeEach(() => {
  counted = {};
});

const learner = aCaller({ userId: 77, username: 'ada', email: 'ada@example.com' });

describe('write units', () => {
  it('of creating and starting, and of closing by the schedule', async () => {
    const { attemptId } = await createAttempt(stores.ports, learner, {
      examId,
      startClock: false,
      attemptProctored: true,
    });
    const { knowingLearner, creating, starting, closing } = UNITS;
    expect(counted).toEqual({
      ...creating,
      directory: knowingLearner.directory + creating.directory,
    });
    counted = {};
    await actOnAttempt(stores.ports, learner, attemptId, 'start');
    expect(counted).toEqual(starting);
    counted = {};
    await runSchedule(stores, laterBy(new Date().toISOString(), 6000));
    expect(counted).toEqual(closing);
  });

  it('of a review in the index of its course', async () => {
    const { attemptCode, externalId } = await storedAttempt(stores, examId);
    counted = {};
    await takeReview(stores.ports, SETTINGS, aDelivery({ attemptCode, recordLocator: externalId }));
    expect(counted.by_course).toBe(UNITS.reviewing.by_course);
  });
});
