import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { toEventItem } from '../../src/store/events/eventItem.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { createRegistrationStore } from '../../src/store/registrations/registrations.ts';
import type { RegistrationStore } from '../../src/usecases/ports/registrationStore.ts';
import { freshStores } from './freshStores.ts';
import { inMemoryStores } from './inMemoryPorts/inMemoryStores.ts';
import { createRegistrationStore as createInMemoryRegistrations } from './inMemoryPorts/registrations.ts';
import type { Ports } from './ports.ts';
import { runs } from './runs.ts';
import { recordsOf } from './streamRecords.ts';

/** An implementation of the ports, with the further operations of a contract test. */
export interface Implementation {
  ports: Ports;
  registrationsLimitedTo(limitPerHour: number): RegistrationStore;
  /** Stores an attempt like a manual edit. */
  putManually(attempt: Attempt): Promise<void>;
  /** Writes the history of an attempt with these successive states; undefined is its removal. */
  archive(states: readonly (Attempt | undefined)[]): Promise<void>;
  /** Adds an event to the log, as at that time. */
  logEvent(event: ProctoringEvent, courseId: string | null, loggedAt: string): Promise<void>;
  /** Values of former allowances at an exam, and the changes that ended them. */
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
    async logEvent(event, courseId, loggedAt) {
      const Item = toEventItem({ event, courseId }, { loggedAt, retentionDays: null });
      await client.send(new PutCommand({ TableName: tables.events, Item }));
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
    async logEvent(event, courseId, loggedAt) {
      database.events.push({ event, courseId, loggedAt });
    },
    async formerAllowances(examId) {
      return database.formerAllowances
        .filter(({ allowance }) => allowance.examId === examId)
        .map(({ allowance, change }) => [allowance.value, change]);
    },
  };
}

/** Both implementations keep the same contract, so tests in memory hold for the database. */
export const IMPLEMENTATIONS = [
  // `rounds`: the repetitions of a randomised test; `atOnce`: its simultaneous calls.
  { name: 'in memory', open: inMemory, rounds: runs(25, 100), atOnce: (_few: number, many: number) => many },
  { name: 'on DynamoDB Local', open: onDynamodbLocal, rounds: runs(1, 8), atOnce: runs },
];
