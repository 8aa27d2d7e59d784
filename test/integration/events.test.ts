import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readBackends } from '../../src/config/exams.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { checkpointOf } from '../../src/platform/processInKeyOrder.ts';
import { toAllowanceItem } from '../../src/store/allowances/allowanceItem.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { fromEventItem, toEventItem } from '../../src/store/events/eventItem.ts';
import { logEvents } from '../../src/store/events/logEvents.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import type { LoggedEvent } from '../../src/usecases/ports/eventLog.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { anAllowance, anAttempt, anEvent, NOW, STAFF } from '../support/builders.ts';
import { aLearner, aReviewOf, NAME } from '../support/erasure.ts';
import { type Fault, injectFaults } from '../support/faultyClient.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { everything, locationsOf } from '../support/personalDataTraces.ts';
import { runs } from '../support/runs.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { aRecord, recordsOf } from '../support/streamRecords.ts';
import { openStream, type TableStream } from '../support/tableStream.ts';

let stores: FreshStores;
let injected: ReturnType<typeof injectFaults>;
let clock = () => new Date().toISOString();
/** The events that were handed over to be queued, and the errors of those that were not. */
let published: LoggedEvent[];
let unpublished: (event: LoggedEvent) => boolean;

/** The streams that have events. */
const streams = new Map<'history' | 'reviews' | 'exams', TableStream>();
const streamOf = (table: 'history' | 'reviews' | 'exams') => streams.get(table)?.records() ?? [];

beforeAll(async () => {
  stores = await freshStores({ streams: ['HistoryTable', 'ReviewsTable', 'ExamsTable'] });
  injected = injectFaults(stores.client);
  for (const table of ['history', 'reviews', 'exams'] as const) {
    streams.set(table, await openStream(stores, stores.tables[table]));
  }
});

afterAll(() => {
  for (const stream of streams.values()) stream.close();
});

beforeEach(async () => {
  injected.next([]);
  await stores.empty();
  await Promise.all([...streams.values()].map(stream => stream.moveToEnd()));
  clock = () => new Date().toISOString();
  published = [];
  unpublished = () => false;
});

const log = (records: readonly DynamoDBRecord[]) =>
  logEvents(stores.client, stores.tables, records, {
    ...{ source: 'https://proctoring.example.edu', backends: readBackends({}), retentionDays: 30 },
    clock: () => clock(),
    async publish(events) {
      published.push(...events);
      return new Map(events.filter(unpublished).map(event => [event, new Error('not queued')]));
    },
  });

/** Logs all records of the streams, as after the loss of every checkpoint. */
async function logAll() {
  for (const table of ['history', 'reviews', 'exams'] as const) expect(await log(await streamOf(table))).toEqual([]);
}

const loggedItems = () => everything(stores, ['events']);

async function loggedEvents(): Promise<ProctoringEvent[]> {
  return [...(await loggedItems()).values()].map(item => fromEventItem(item).event);
}

const typesOf = (events: readonly ProctoringEvent[]) =>
  events.map(({ type }) => type.split('.').slice(1, -1).join('.')).sort();

/** Writes the history of these successive states; undefined is the removal. */
async function archive(...states: (Attempt | undefined)[]) {
  expect(await archiveRecords(stores.client, stores.tables, recordsOf(states))).toEqual([]);
}

describe('the events of an attempt', () => {
  it('are one for each change of the status and the removal, with the exam, the learner and the author', async () => {
    const examId = await storedExam(stores);
    const exam = await stores.ports.exams.read(examId);
    const attempt = await storedAttempt(stores, examId);
    const started = { ...attempt, status: 'started' as const, version: 2, startedAt: NOW, modifiedAt: NOW };
    await archive(attempt, started, { ...started, studentName: 'x', version: 3 });
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, `${NAME} asked`);
    await archive(attempt, undefined);
    await logAll();
    const [first, second, ...others] = (await loggedEvents()).sort((a, b) => (a.type > b.type ? -1 : 1));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      ...{ type: 'proctoring.attempt.started.v1', time: NOW, sequence: '0000000002' },
      data: {
        attempt: { id: attempt.attemptId, status: 'started', previous_status: 'created', started_at: NOW, version: 2 },
        exam: { id: examId, course_id: exam?.courseId, content_id: exam?.contentId, type: 'proctored' },
        learner: { id: attempt.user.id },
        changed_by: { role: 'staff', user_id: STAFF.userId },
      },
    });
    expect(second).toMatchObject({
      type: 'proctoring.attempt.removed.v1',
      data: { attempt: { status: 'created' }, changed_by: { role: 'staff', user_id: STAFF.userId }, reason: null },
    });
    expect(await locationsOf(stores, NAME)).not.toContainEqual(expect.stringMatching(/^events /));
  });

  it('have an unknown author if the attempt is removed manually', async () => {
    const attempt = anAttempt();
    await archive(attempt, undefined);
    await logAll();
    expect(await loggedEvents()).toMatchObject([
      {
        type: 'proctoring.attempt.removed.v1',
        data: { exam: { id: 5123, content_id: null, type: null }, changed_by: { role: 'unknown', user_id: null } },
      },
    ]);
  });

  it('are one if the archive writes the same item again', async () => {
    const states = [anAttempt(), undefined];
    const records = recordsOf(states);
    for (let time = 0; time < 3; time++) await archiveRecords(stores.client, stores.tables, records);
    expect(await streamOf('history')).toHaveLength(1);
    await logAll();
    expect(await loggedEvents()).toHaveLength(1);
  });

  it('have the id, the code and the statuses of an image that was too large for an item', async () => {
    const attempt = anAttempt();
    const large = { ...toAttemptItem(attempt), note: 'x'.repeat(410_000) };
    await archiveRecords(stores.client, stores.tables, [aRecord(large, { ...large, status: 'paused', version: 2 })]);
    await logAll();
    expect(await loggedEvents()).toMatchObject([
      {
        type: 'proctoring.attempt.other.v1',
        data: {
          attempt: {
            id: attempt.attemptId,
            attempt_code: attempt.attemptCode,
            status: 'paused',
            previous_status: 'created',
          },
          exam: null,
          learner: null,
        },
      },
    ]);
    expect([...(await loggedItems()).values()].map(({ course_id }) => course_id)).toEqual([undefined]);
  });

  it('of an item of an earlier release follow when the archive adds what it lacks', async () => {
    const attempt = anAttempt();
    const records = recordsOf([attempt, { ...attempt, version: 2, status: 'submitted', completedAt: NOW }]);
    await archiveRecords(stores.client, stores.tables, records);
    const [{ dynamodb } = { dynamodb: undefined }] = await streamOf('history');
    const { after: _after, ...earlier } = dynamodb?.NewImage ?? {};
    const record = { eventName: 'MODIFY', dynamodb: { ...dynamodb, OldImage: earlier } } as DynamoDBRecord;
    await log([record]);
    expect(await loggedEvents()).toMatchObject([{ data: { attempt: { completed_at: NOW } } }]);
    // The same event from the item as it was.
    await log([{ eventName: 'INSERT', dynamodb: { ...dynamodb, NewImage: earlier } } as DynamoDBRecord]);
    expect(await loggedEvents()).toHaveLength(1);
  });

  it('do not derive from items that were created manually, or expire', async () => {
    const Item = { attempt_code: 'X', change_key: 'note', text: 'created manually' };
    await stores.client.send(new PutCommand({ TableName: stores.tables.history, Item }));
    await stores.client.send(
      new DeleteCommand({ TableName: stores.tables.history, Key: { attempt_code: 'X', change_key: 'note' } }),
    );
    await logAll();
    expect(await loggedEvents()).toEqual([]);
  });
});

describe('the events of reviews and allowances', () => {
  it('are those of stored and replaced reviews', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const updates = { ...SETTINGS, allowReviewUpdates: true };
    await recordAsVendor(stores.ports, updates, aReviewOf(attempt));
    await recordAsVendor(stores.ports, updates, aReviewOf(attempt, { verdictAt: NOW, reviewStatus: 'Suspicious' }));
    // An earlier verdict that arrives later.
    await recordAsVendor(stores.ports, updates, aReviewOf(attempt, { verdictAt: '2026-11-01T00:00:00.000Z' }));
    await logAll();
    const events = await loggedEvents();
    expect(typesOf(events)).toEqual(['review.replaced', 'review.stored']);
    expect(events).toContainEqual(
      expect.objectContaining({
        subject: `attempts/${attempt.attemptId}/review`,
        sequence: '0000000002',
        data: expect.objectContaining({
          review: { version: 2, status: 'Suspicious', verdict: 'verified', vendor: 'software_secure' },
          learner: { id: attempt.user.id },
        }),
      }),
    );
  });

  it('are those of granted, changed and removed allowances, with their authors', async () => {
    const examId = await storedExam(stores);
    const { user } = await storedAttempt(stores, examId);
    const request = { examId, userInfo: String(user.id), key: 'additional_time_granted', value: '5' };
    await setAllowance(stores.ports, STAFF, request);
    await setAllowance(stores.ports, STAFF, { ...request, value: '10' });
    await registerLearners(stores.ports, STAFF, [{ ...user, username: 'renamed', name: '' }]);
    await removeAllowance(stores.ports, STAFF, { ...request, userId: user.id });
    await logAll();
    const events = (await loggedEvents()).sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    expect(typesOf(events)).toEqual(['allowance.removed', 'allowance.set', 'allowance.set']);
    expect(new Set(events.map(({ subject }) => subject))).toEqual(
      new Set([`exams/${examId}/allowances/${user.id}/additional_time_granted`]),
    );
    for (const event of events) {
      expect(event.data).toMatchObject({
        learner: { id: user.id },
        changed_by: { role: 'staff', user_id: STAFF.userId },
        reason: null,
      });
    }
    expect(events.at(-1)?.type).toBe('proctoring.allowance.removed.v1');
  });

  it('of a manual removal have an unknown author', async () => {
    const examId = await storedExam(stores);
    const { user } = await storedAttempt(stores, examId);
    const key = 'additional_time_granted';
    await setAllowance(stores.ports, STAFF, { examId, userInfo: String(user.id), key, value: '5' });
    const Key = { exam_id: examId, entry: `allowance#${user.id}#${key}` };
    await stores.client.send(new DeleteCommand({ TableName: stores.tables.exams, Key }));
    await logAll();
    expect(await loggedEvents()).toContainEqual(
      expect.objectContaining({
        type: 'proctoring.allowance.removed.v1',
        data: expect.objectContaining({ changed_by: { role: 'unknown', user_id: null } }),
      }),
    );
  });
});

describe('the erasure of a learner', () => {
  it('is no event, and leaves nothing to erase in the log', async () => {
    const { person } = await aLearner(stores);
    await logAll();
    const before = await loggedItems();
    expect(typesOf(await loggedEvents())).toEqual([
      ...['allowance.set', 'attempt.removed', 'attempt.verified', 'review.stored'],
    ]);
    await eraseLearner(stores.ports, STAFF, person.id);
    await logAll();
    expect(await loggedItems()).toEqual(before);
    expect(await locationsOf(stores, NAME)).toEqual([]);
  });
});

describe('a delivery of records', () => {
  /** Records of as many removed attempts. */
  async function removals(count: number) {
    const records = Array.from({ length: count }, () => recordsOf([anAttempt(), undefined])).flat();
    expect(await archiveRecords(stores.client, stores.tables, records)).toEqual([]);
    return streamOf('history');
  }

  it('that is repeated after any crash leaves the same items', async () => {
    const count = runs(10, 30);
    const records = await removals(count);
    const fates: Fault[][] = [['refused'], ['ok', 'ok', 'answer lost'], ['ok', 'answer lost', 'refused', 'refused']];
    for (const faults of fates) {
      injected.next(faults);
      await log(records);
    }
    const once = await loggedItems();
    expect(await log(records)).toEqual([]);
    expect(await log([...records].reverse())).toEqual([]);
    expect(await loggedItems()).toEqual(once);
    expect(once.size).toBe(count);
  });

  it('fails from the first record on that could not be logged', async () => {
    const records = await removals(3);
    // The read of the exams, and the first write.
    injected.next(['ok', 'refused']);
    const failed = await log(records);
    expect(checkpointOf(failed)).toBe(records[0]?.dynamodb.SequenceNumber);
    expect(await loggedEvents()).toHaveLength(2);
  });

  it('fails entirely, and logs nothing, if the exams cannot be read', async () => {
    const records = await removals(3);
    injected.next(['refused']);
    expect((await log(records)).map(({ sequenceNumber }) => sequenceNumber)).toEqual(
      records.map(({ dynamodb }) => dynamodb.SequenceNumber),
    );
    expect(await loggedEvents()).toEqual([]);
  });

  it('that lacks something of every record fails with it alone, or as a whole without a sequence number', async () => {
    const [record] = await removals(1);
    const odd = { eventName: 'INSERT', dynamodb: { SequenceNumber: '5' } } as DynamoDBRecord;
    expect(await log([odd, record as DynamoDBRecord])).toMatchObject([{ sequenceNumber: '5' }]);
    expect(await loggedEvents()).toHaveLength(1);
    await expect(log([{ eventName: 'INSERT', dynamodb: {} } as DynamoDBRecord])).rejects.toThrow('sequence number');
  });

  it('with items that were edited beyond what a key can hold logs their events and the others', async () => {
    const [removal] = await removals(1);
    const oddExam = structuredClone(removal) as DynamoDBRecord;
    const image = oddExam.dynamodb?.NewImage;
    if (image?.attempt?.M)
      Object.assign(image.attempt.M, { exam_id: { N: '1e30' }, course_id: { S: 'x'.repeat(300) } });
    Object.assign(oddExam.dynamodb?.Keys ?? {}, { attempt_code: { S: 'ODD' } });
    Object.assign(image ?? {}, { attempt_code: { S: 'ODD' } });
    const oddKey = aRecord(toAllowanceItem(anAllowance({ key: 'x'.repeat(1020) })), undefined, {
      Keys: { exam_id: { N: '5123' }, entry: { S: 'allowance#7#x' } },
    });
    expect(await log([oddExam, oddKey, removal as DynamoDBRecord])).toEqual([]);
    expect(typesOf(await loggedEvents())).toEqual(['allowance.removed', 'attempt.removed', 'attempt.removed']);
    const courses = [...(await loggedItems()).values()].map(({ course_id }) => course_id);
    expect(courses.filter(course => course === undefined)).toHaveLength(1);
  });

  it('of other items of the tables makes no call', async () => {
    const examId = await storedExam(stores);
    const records = await streamOf('exams');
    expect(records.map(({ dynamodb }) => dynamodb.Keys?.entry?.S)).toEqual(['exam']);
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.reviews,
        Key: { attempt_code: String(examId), part: 'payload#0001#0000' },
        UpdateExpression: 'SET #data = :data',
        ExpressionAttributeNames: { '#data': 'data' },
        ExpressionAttributeValues: { ':data': new Uint8Array([1]) },
      }),
    );
    const parts = await streamOf('reviews');
    stores.calls.take();
    expect(await log([...records, ...parts])).toEqual([]);
    expect(stores.calls.take()).toEqual([]);
  });
});

describe('a logged event for webhooks', () => {
  it('is queued with its course, once it is logged', async () => {
    const attempt = anAttempt();
    await archive(attempt, undefined);
    await logAll();
    expect(published).toEqual([{ event: (await loggedEvents())[0], courseId: attempt.courseId }]);
  });

  it('is queued again by a repeated record: a function may have been cut off between both', async () => {
    await archive(anAttempt(), undefined);
    await logAll();
    await logAll();
    expect(published).toHaveLength(2);
    expect(published[1]).toEqual(published[0]);
    expect(await loggedEvents()).toHaveLength(1);
  });

  it('that is not queued fails its record and those after it of its attempt; a repetition queues them', async () => {
    const attempt = anAttempt();
    await archive(attempt, { ...attempt, status: 'started', version: 2, modifiedAt: NOW }, undefined);
    await archive(anAttempt(), undefined);
    const records = await streamOf('history');
    unpublished = ({ event }) => event.type === 'proctoring.attempt.started.v1';
    const failed = await log(records);
    expect(failed).toMatchObject([{ error: { message: 'not queued' } }]);
    expect(typesOf(await loggedEvents())).toEqual(['attempt.removed', 'attempt.started']);
    unpublished = () => false;
    expect(await log(records)).toEqual([]);
    expect(typesOf(await loggedEvents())).toEqual(['attempt.removed', 'attempt.removed', 'attempt.started']);
  });

  it('that could not be logged is not queued', async () => {
    await archive(anAttempt(), undefined);
    const records = await streamOf('history');
    injected.next(['ok', 'refused']);
    expect(await log(records)).toHaveLength(1);
    expect(published).toEqual([]);
  });
});

describe('a logged event', () => {
  it('is listed at the time of its logging and expires after the retention', async () => {
    clock = () => '2026-12-24T23:00:00.000Z';
    await archive(anAttempt(), undefined);
    await logAll();
    const [item] = (await loggedItems()).values();
    expect(item).toMatchObject({
      logged_on: expect.stringMatching(/^2026-12-24#[0-7]$/),
      logged_at: `${Date.parse(clock())}#${item?.event_id}`,
      expires_at: Date.parse('2027-01-23T23:00:00.000Z') / 1000,
    });
  });

  it('is not found after its end, although DynamoDB deletes it later', async () => {
    const event = anEvent();
    const Item = toEventItem({ event, courseId: 'x' }, { loggedAt: NOW, retentionDays: 1 });
    await stores.client.send(new PutCommand({ TableName: stores.tables.events, Item }));
    expect(await stores.ports.eventLog.find(event.id, '2026-11-03T09:40:11.000Z')).toMatchObject({ event });
    expect(await stores.ports.eventLog.find(event.id, '2026-11-03T09:40:12.000Z')).toBeUndefined();
  });
});
