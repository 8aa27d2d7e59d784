import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../src/domain/archive/historyEntry.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { checkpointOf } from '../../src/platform/processInKeyOrder.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { anAttempt, STAFF } from '../support/builders.ts';
import { type Fault, injectFaults } from '../support/faultyClient.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { aRecord, recordsOf } from '../support/streamRecords.ts';

let stores: FreshStores;
let injected: ReturnType<typeof injectFaults>;

beforeAll(async () => {
  stores = await freshStores();
  injected = injectFaults(stores.client);
});

const archive = (records: DynamoDBRecord[]) => archiveRecords(stores.client, stores.tables, records);
const sequenceNumberOf = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber ?? '';

async function historyOf(attemptCode: string): Promise<HistoryEntry[]> {
  return (await stores.ports.history.readPage(attemptCode, 100)).entries;
}

/** The history of the attempt in a record. */
const historyIn = (record: DynamoDBRecord | undefined) => historyOf(record?.dynamodb?.OldImage?.attempt_code?.S ?? '');

/** The attempt in each status in turn, one write of the service each. */
function statesOf(first: Attempt, statuses: readonly AttemptStatus[]): Attempt[] {
  return [first, ...statuses.map((status, index) => ({ ...first, status, version: first.version + index + 1 }))];
}

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : { a: nested(levels - 1) };
}

describe('the history item', () => {
  it('contains the whole attempt before the change', async () => {
    const before = anAttempt({
      studentName: 'As it was',
      startedAt: '2026-11-02T09:41:00.000Z',
      allowedTimeSeconds: 5400,
    });
    const modifiedAt = '2026-11-02T10:05:00.000Z';
    await archive(
      recordsOf([before, { ...before, version: 2, status: 'submitted', studentName: 'Later', modifiedAt }]),
    );
    expect(await historyOf(before.attemptCode)).toEqual([
      {
        attempt: before,
        change: 'status_changed',
        toStatus: 'submitted',
        changedAt: modifiedAt,
        changedBy: { role: 'learner', userId: 7 },
        reason: null,
      },
    ]);
  });

  it('has neither the address nor the steps of the vendor’s software', async () => {
    const software = { downloadUrl: 'https://vendor.example/app?token=secret', vendorInstructions: 'Install it.' };
    const first = anAttempt(software);
    const clicked = { ...first, version: 2, status: 'download_software_clicked' as const };
    await archive(recordsOf([first, clicked, undefined]));
    expect(await historyOf(first.attemptCode)).toMatchObject([
      { change: 'removed', attempt: { ...clicked, downloadUrl: null, vendorInstructions: null } },
      { change: 'status_changed', attempt: { ...first, downloadUrl: null, vendorInstructions: null } },
    ]);
  });

  it('has the edited name and the former status if the name was edited first', async () => {
    const first = anAttempt();
    const edited = { ...first, version: 2, studentName: 'Edited' };
    await archive(recordsOf([first, edited, { ...edited, version: 3, status: 'submitted' }]));
    expect(await historyOf(first.attemptCode)).toMatchObject([{ attempt: edited, toStatus: 'submitted' }]);
  });

  it('has the actor, the time and the reason of a removal', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, 'given again');
    const removal = (await stores.ports.directory.readCode(attempt.attemptCode))?.removal;
    await archive(recordsOf([attempt, undefined]));
    const [entry] = await historyOf(attempt.attemptCode);
    expect(entry).toMatchObject({
      attempt,
      change: 'removed',
      changedAt: removal?.at,
      changedBy: { role: 'staff', userId: STAFF.userId },
      reason: 'given again',
    });
  });

  it('records a manual removal as by an unknown actor, and an expiry as by its time to live', async () => {
    const [deleted, expired] = [anAttempt(), anAttempt()];
    const changedAt = new Date(1_793_612_412_000).toISOString();
    const [, removal] = recordsOf([expired, undefined]);
    const ttl = {
      ...removal,
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    } as DynamoDBRecord;
    await archive([...recordsOf([deleted, undefined]), ttl]);
    const changedBy = { role: 'unknown' };
    expect(await historyOf(deleted.attemptCode)).toMatchObject([{ changedAt, changedBy, reason: null }]);
    expect(await historyOf(expired.attemptCode)).toMatchObject([{ changedAt, changedBy, reason: 'time to live' }]);
  });

  it('keeps all attributes of a manually created item', async () => {
    const item = {
      attempt_id: 77,
      attempt_code: 'BY HAND',
      status: 'odd',
      bytes: Buffer.from('binary'),
      list: [1, { deep: [Buffer.from('x')] }],
      set: new Set(['a', 'b']),
    };
    const record = aRecord(item, undefined);
    // As Lambda delivers it: JSON, with bytes in base64.
    const delivered = JSON.parse(
      JSON.stringify(record, (_key, value) =>
        value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value,
      ),
    );
    expect(await archive([delivered])).toEqual([]);
    const { entries } = await stores.ports.history.readPage('BY HAND', 1);
    expect(entries).toMatchObject([{ attempt: { attemptId: 77, attemptCode: 'BY HAND', status: 'odd' } }]);
  });

  it('of an item without a code is stored under its id', async () => {
    const item: Record<string, unknown> = { ...toAttemptItem(anAttempt({ attemptId: 4711 })) };
    delete item.attempt_code;
    await archive([aRecord(item, undefined)]);
    expect(await historyOf('no-code#4711')).toHaveLength(1);
  });

  it.each([
    ['too large for another item', { note: 'x'.repeat(410_000), bytes: Buffer.from('b') }],
    ['nested as deep as it goes', { note: nested(31) }],
  ])('of an attempt %s is stored compressed', async (_case, fields) => {
    const attempt = anAttempt({ startedAt: '2026-11-02T09:41:00.000Z' });
    const records = [
      aRecord({ ...toAttemptItem(attempt), ...fields }, undefined),
      ...recordsOf([anAttempt(), undefined]),
    ];
    expect(await archive(records)).toEqual([]);
    expect(await historyOf(attempt.attemptCode)).toMatchObject([{ attempt, change: 'removed' }]);
  });

  it('of an attempt whose code exceeds a key’s length is stored under its id', async () => {
    await archive([
      aRecord({ ...toAttemptItem(anAttempt({ attemptId: 4712 })), attempt_code: 'x'.repeat(3000) }, undefined),
    ]);
    expect(await historyOf('no-code#4712')).toHaveLength(1);
  });

  it('records the actor even if the attempt was restored manually and removed again', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, 'first');
    await stores.client.send(new PutCommand({ TableName: stores.tables.attempts, Item: toAttemptItem(attempt) }));
    await removeAttempt(stores.ports, { ...STAFF, userId: 901 }, attempt.attemptId, 'second');
    await archive(recordsOf([attempt, undefined]));
    // Later changes do not affect the first record's entry.
    expect(await historyOf(attempt.attemptCode)).toMatchObject([
      { changedBy: { userId: STAFF.userId }, reason: 'first' },
    ]);
  });

  it('with a numeric status is written, too', async () => {
    const item = toAttemptItem(anAttempt());
    await archive([aRecord({ ...item, status: 1 }, { ...item, status: 2 })]);
    expect(await historyOf(String(item.attempt_code))).toHaveLength(1);
  });

  it('the newest entry is right for any order of writing, also after the code was reused', async () => {
    const first = anAttempt({ attemptId: 1000, attemptCode: 'SAME CODE', studentName: 'John. D' });
    const second = { ...first, attemptId: 2000, studentName: 'John. D Updated' };
    const [, firstRemoved] = recordsOf([first, undefined]);
    const [, secondRemoved] = recordsOf([second, undefined]);
    await archive([secondRemoved as DynamoDBRecord]);
    await archive([firstRemoved as DynamoDBRecord]);
    const names = (await historyOf('SAME CODE')).map(entry => entry.attempt.studentName);
    expect(names).toEqual(['John. D Updated', 'John. D']);
  });
});

describe('known mistakes of stream handlers that this one avoids', () => {
  const changes = () => {
    const before = anAttempt();
    return recordsOf([before, { ...before, version: 2, status: 'submitted' }]).slice(1);
  };

  it('reporting every record as failed', async () => {
    const [processed, unprocessed] = [...changes(), ...changes()];
    const failed = await archive([processed as DynamoDBRecord, withoutOldImage(unprocessed)]);
    expect(failed.map(failure => failure.sequenceNumber)).toEqual([sequenceNumberOf(unprocessed)]);
  });

  it('reporting the previous record’s number, an empty one or a business id', async () => {
    const records = [...changes(), ...changes(), ...changes()];
    const [first, second, third] = records;
    const failed = await archive([first as DynamoDBRecord, withoutOldImage(second), third as DynamoDBRecord]);
    expect(checkpointOf(failed)).toBe(sequenceNumberOf(second));
  });

  it('failing as a whole for one record that cannot be read', async () => {
    const [unprocessed, processed] = [...changes(), ...changes()];
    const nonsense = { ...unprocessed, dynamodb: { ...unprocessed?.dynamodb, OldImage: { status: null } } } as never;
    const failed = await archive([nonsense, processed as DynamoDBRecord]);
    expect(failed.map(failure => failure.sequenceNumber)).toEqual([sequenceNumberOf(unprocessed)]);
    expect(await historyIn(processed)).toHaveLength(1);
  });

  it('continuing with an attempt after a failure', async () => {
    const before = anAttempt();
    const [, first, second] = recordsOf(statesOf(before, ['started', 'submitted']));
    const failed = await archive([withoutOldImage(first), second as DynamoDBRecord]);
    expect(checkpointOf(failed)).toBe(sequenceNumberOf(first));
    expect(await historyOf(before.attemptCode)).toEqual([]);
  });

  it('losing the items that a batch write left unprocessed', async () => {
    const records = [...changes(), ...changes(), ...changes()];
    // The first call reads the directory.
    injected.next(['ok', 'half done']);
    expect(await archive(records)).toEqual([]);
    injected.next([]);
    for (const record of records) expect(await historyIn(record)).toHaveLength(1);
  });

  it('losing one of more records than a batch of DynamoDB has, or its author', async () => {
    const records = Array.from({ length: 100 }, () => recordsOf([anAttempt(), undefined])[1] as DynamoDBRecord);
    const { attempt, removal } = await removed();
    expect(await archive([...records, removal])).toEqual([]);
    for (const record of records) expect(await historyIn(record)).toHaveLength(1);
    expect(await historyOf(attempt.attemptCode)).toMatchObject([{ changedBy: { role: 'staff' } }]);
  });

  it('losing the author of a removal whose tombstone was left unread', async () => {
    const { attempt, removal } = await removed();
    injected.next(['half done']);
    expect(await archive([removal])).toEqual([]);
    injected.next([]);
    expect(await historyOf(attempt.attemptCode)).toMatchObject([{ changedBy: { role: 'staff' } }]);
  });

  it('archiving without the directory, which has authors and erased learners', async () => {
    const { attempt, removal } = await removed();
    injected.next(['refused']);
    const failed = await archive([removal]);
    injected.next([]);
    expect(failed.map(failure => failure.sequenceNumber)).toEqual([sequenceNumberOf(removal)]);
    expect(await historyOf(attempt.attemptCode)).toEqual([]);
  });

  it('losing an item that is written alone, beside one that is too large', async () => {
    const large = aRecord({ ...toAttemptItem(anAttempt()), note: 'x'.repeat(410_000) }, undefined);
    const [other] = changes();
    // A read, the batch, the large item alone, and the same compressed.
    injected.next(['ok', 'ok', 'ok', 'refused']);
    const failed = await archive([large, other as DynamoDBRecord]);
    injected.next([]);
    expect(failed.map(failure => failure.sequenceNumber)).toEqual([sequenceNumberOf(large)]);
    expect(await historyIn(other)).toHaveLength(1);
  });

  it('taking a learner for known whose erasure could not be read after the write', async () => {
    const [record] = changes();
    injected.next(['ok', 'ok', 'refused']);
    const failed = await archive([record as DynamoDBRecord]);
    injected.next([]);
    expect(failed.map(failure => failure.sequenceNumber)).toEqual([sequenceNumberOf(record)]);
  });

  /** An attempt that staff have removed, with the record of the removal. */
  async function removed() {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    return { attempt, removal: recordsOf([attempt, undefined])[1] as DynamoDBRecord };
  }

  it('losing a record without a sequence number: the whole batch is delivered again', async () => {
    const [processed, other] = [...changes(), ...changes()];
    const nameless = { ...other, dynamodb: { ...other?.dynamodb, SequenceNumber: '' } } as DynamoDBRecord;
    expect(checkpointOf(await archive([processed as DynamoDBRecord, nameless]))).toBe(sequenceNumberOf(processed));
    await expect(archive([nameless])).rejects.toThrow('without a single sequence number');
  });

  function withoutOldImage(record: DynamoDBRecord | undefined): DynamoDBRecord {
    const { OldImage: _gone, ...rest } = record?.dynamodb ?? {};
    return { ...record, dynamodb: rest } as DynamoDBRecord;
  }
});

describe('for any delivery by the stream and any failures', () => {
  const plans = fc.array(
    fc.array(
      fc.constantFrom<AttemptStatus | 'rename' | 'remove'>(
        'started',
        'ready_to_submit',
        'submitted',
        'rename',
        'remove',
      ),
      {
        maxLength: 6,
      },
    ),
    { minLength: 1, maxLength: 5 },
  );
  const fault = fc.constantFrom<Fault>('ok', 'ok', 'refused', 'answer lost', 'half done');

  it('the history has every change once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.infiniteStream(fc.nat()),
        fc.array(
          fc.record({
            size: fc.integer({ min: 1, max: 8 }),
            back: fc.nat(6),
            faults: fc.array(fault, { maxLength: 4 }),
          }),
        ),
        async (plans, choices, deliveries) => {
          const attempts = plans.map(plan => play(plan));
          const stream = interleave(
            attempts.map(attempt => attempt.records),
            choices,
          );
          await deliver(stream, deliveries);
          for (const { first, expected } of attempts) {
            const history = (await historyOf(first.attemptCode)).reverse();
            expect(history.map(entry => [entry.attempt.status, entry.change, entry.toStatus])).toEqual(expected);
          }
        },
      ),
      { numRuns: runs(15) },
    );
  });

  type Expected = [before: string, change: string, to: string | null];

  /** The records of one attempt, and the history expected of them. */
  function play(plan: readonly (AttemptStatus | 'rename' | 'remove')[]) {
    const first = anAttempt();
    const states: (Attempt | undefined)[] = [first];
    const expected: Expected[] = [];
    for (const step of plan) {
      const before = states.at(-1);
      if (!before) break;
      if (step === 'remove') {
        states.push(undefined);
        expected.push([before.status, 'removed', null]);
      } else if (step === 'rename') {
        states.push({ ...before, version: before.version + 1, studentName: `${before.studentName}+` });
      } else if (step !== before.status) {
        states.push({ ...before, version: before.version + 1, status: step });
        expected.push([before.status, 'status_changed', step]);
      }
    }
    return { first, expected, records: recordsOf(states) };
  }

  /** All records in one stream: mixed between attempts, in order within each. */
  function interleave(lines: DynamoDBRecord[][], choices: Iterator<number>): DynamoDBRecord[] {
    const remaining = lines.map(line => [...line]);
    const stream: DynamoDBRecord[] = [];
    while (remaining.some(line => line.length > 0)) {
      const nonEmpty = remaining.filter(line => line.length > 0);
      const line = nonEmpty[(choices.next().value ?? 0) % nonEmpty.length];
      const record = line?.shift();
      if (record) stream.push(record);
    }
    return stream.map((record, index) => ({
      ...record,
      dynamodb: { ...record.dynamodb, SequenceNumber: String(10n ** 21n + BigInt(index)) },
    }));
  }

  /** Delivers like Lambda: batch by batch from the checkpoint, and sometimes from further back. */
  async function deliver(
    stream: DynamoDBRecord[],
    deliveries: readonly { size: number; back: number; faults: Fault[] }[],
  ) {
    let at = 0;
    for (let turn = 0; at < stream.length; turn++) {
      const { size, back, faults } = deliveries[turn] ?? { size: 5, back: 0, faults: [] };
      at = Math.max(0, at - back);
      const batch = stream.slice(at, at + size);
      injected.next(faults);
      const checkpoint = checkpointOf(await archive(batch));
      injected.next([]);
      const failedAt = stream.findIndex(record => record.dynamodb?.SequenceNumber === checkpoint);
      at = checkpoint === undefined ? at + batch.length : failedAt;
    }
  }
});
