import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { createRegistrationStore } from '../../src/store/registrations/registrations.ts';
import type { RegistrationStore } from '../../src/usecases/ports/registrationStore.ts';
import { freshStores } from './freshStores.ts';
import { inMemoryStores } from './inMemoryPorts/inMemoryStores.ts';
import { createRegistrationStore as createInMemoryRegistrations } from './inMemoryPorts/registrations.ts';
import type { Ports } from './ports.ts';
import { recordsOf } from './streamRecords.ts';

/** An implementation of the ports, and what a contract test has to see or to do beside them. */
export interface Implementation {
  ports: Ports;
  registrationsLimitedTo(limitPerHour: number): RegistrationStore;
  /** Stores an attempt as somebody does in the console. */
  putManually(attempt: Attempt): Promise<void>;
  /** Writes the history of an attempt that had these states one after the other; undefined is its removal. */
  archive(states: readonly (Attempt | undefined)[]): Promise<void>;
  /** Value and fate of what was granted at an exam before. */
  formerAllowances(examId: number): Promise<[value: string, change: string][]>;
}

async function onDynamodbLocal(): Promise<Implementation> {
  const { client, tables, ports } = await freshStores();
  return {
    ports,
    registrationsLimitedTo: limitPerHour => createRegistrationStore(client, tables, limitPerHour),
    async putManually(attempt) {
      await client.send(new PutCommand({ TableName: tables.attempts, Item: toAttemptItem(attempt) }));
    },
    async archive(states) {
      const failed = await archiveRecords(client, tables, recordsOf(states));
      if (failed.length > 0) throw new Error('a change could not be archived');
    },
    async formerAllowances(examId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.exams,
          KeyConditionExpression: 'exam_id = :id AND begins_with(entry, :former)',
          ExpressionAttributeValues: { ':id': examId, ':former': 'former_allowance#' },
        }),
      );
      return Items.map(({ value, change }) => [String(value), String(change)]);
    },
  };
}

async function inMemory(): Promise<Implementation> {
  const { ports, database, archive } = inMemoryStores();
  return {
    ports,
    registrationsLimitedTo: limitPerHour => createInMemoryRegistrations(database, limitPerHour),
    async putManually(attempt) {
      database.attempts.set(attempt.attemptId, attempt);
    },
    async archive(states) {
      database.stream = states.map((after, index) => ({ before: states[index - 1], after, sequence: index }));
      archive();
    },
    async formerAllowances(examId) {
      return database.formerAllowances
        .filter(({ allowance }) => allowance.examId === examId)
        .map(({ allowance, change }) => [allowance.value, change]);
    },
  };
}

/** The contract of the ports holds on both: what is tested in memory is true of the database. */
export const IMPLEMENTATIONS = [
  // `rounds`: how often something random is tried.
  { name: 'in memory', open: inMemory, rounds: 100 },
  { name: 'on DynamoDB Local', open: onDynamodbLocal, rounds: 4 },
];
