import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { readBackends } from '../../src/config/exams.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { toAllowanceItem } from '../../src/store/allowances/allowanceItem.ts';
import type { Item } from '../../src/store/dynamodb/item.ts';
import { itemKey, readEventChange } from '../../src/store/events/eventChanges.ts';
import { toExamItem } from '../../src/store/exams/examItem.ts';
import { type MarshalledItem, toHistoryItem, withPackedImage } from '../../src/store/history/historyItem.ts';
import { readStreamRecord } from '../../src/store/history/streamRecord.ts';
import { anAllowance, anAttempt, anExam, COURSE, NOW } from '../support/builders.ts';
import { recordsOf } from '../support/streamRecords.ts';

const STAFF = { role: 'staff', userId: 900 } as const;

/** A record of a stream; bytes are base64 text, as Lambda delivers them. */
function record(keys: MarshalledItem, before?: MarshalledItem, after?: MarshalledItem): DynamoDBRecord {
  const image = (item: MarshalledItem | undefined) =>
    item &&
    JSON.parse(
      JSON.stringify(item, (_name, value) =>
        value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value,
      ),
    );
  return {
    dynamodb: {
      Keys: keys,
      OldImage: image(before),
      NewImage: image(after),
      SequenceNumber: '1',
      ApproximateCreationDateTime: 1_793_612_412,
    },
  } as DynamoDBRecord;
}

/** The history item of a change to `submitted`, as the archive writes it. */
function historyItem(attempt: Attempt): MarshalledItem {
  const [, changed] = recordsOf([attempt, { ...attempt, status: 'submitted', version: 2, completedAt: NOW }]);
  const change = {
    change: 'status_changed',
    toStatus: 'submitted',
    changedAt: NOW,
    by: STAFF,
    reason: 'said Mina',
  } as const;
  return toHistoryItem(readStreamRecord(changed as DynamoDBRecord), change, null);
}

const keysOf = ({ attempt_code, change_key }: MarshalledItem) => ({ attempt_code, change_key }) as MarshalledItem;
const itemsOf = (...items: Item[]) => new Map(items.map(item => [itemKey(item), item]));
const factsOf = (changed: DynamoDBRecord, ...items: Item[]) =>
  readEventChange(changed)?.toFacts(itemsOf(...items), readBackends({}));

describe('the change of a history item', () => {
  const attempt = anAttempt();
  const item = historyItem(attempt);
  const { after: _, ...earlierItem } = item;

  it('has the attempt, the exam as the attempt was created for it, and no reason', () => {
    const change = readEventChange(record(keysOf(item), undefined, item));
    expect(change).toMatchObject({ courseId: COURSE, keys: [{ exam_id: 5123, entry: 'exam' }] });
    const facts = factsOf(record(keysOf(item), undefined, item), toExamItem(anExam({ isProctored: false })));
    expect(facts).toMatchObject({
      ...{ type: 'attempt.submitted', subject: `attempts/${attempt.attemptId}`, sequence: '0000000002', time: NOW },
      data: {
        attempt: { attempt_code: attempt.attemptCode, previous_status: 'created', completed_at: NOW, version: 2 },
        exam: { id: 5123, type: 'timed' },
        learner: { id: attempt.user.id },
        changed_by: { role: 'staff', user_id: 900 },
        reason: null,
      },
    });
    const created = historyItem({ ...attempt, createdProctored: true });
    const asCreated = factsOf(record(keysOf(created), undefined, created), toExamItem(anExam({ isProctored: false })));
    expect(asCreated?.data).toMatchObject({ exam: { type: 'proctored' } });
  });

  it.each<[string, MarshalledItem | undefined, MarshalledItem | undefined, boolean]>([
    ['a new item', undefined, item, true],
    ['an item that gets the fields of this release', earlierItem, item, true],
    ['a new item of an earlier release', undefined, earlierItem, true],
    ['an erasure', item, { ...item, changed_by: { M: {} } }, false],
    ['an erasure of an item of an earlier release', earlierItem, { ...earlierItem, changed_by: { M: {} } }, false],
    ['an expiry', item, undefined, false],
  ])('is an event or none: %s', (_case, before, after, isEvent) => {
    expect(factsOf(record(keysOf(item), before, after)) !== undefined).toBe(isEvent);
  });

  it('of a packed image reads its status only', () => {
    const packed = withPackedImage(item);
    const change = readEventChange(record(keysOf(item), undefined, packed));
    expect(change).toMatchObject({ courseId: null, keys: [] });
    expect(factsOf(record(keysOf(item), undefined, packed))?.data).toMatchObject({
      attempt: {
        id: attempt.attemptId,
        attempt_code: attempt.attemptCode,
        status: 'submitted',
        previous_status: 'created',
      },
      exam: null,
      learner: null,
    });
  });

  it('is none of an item with another key', () => {
    const manual = { ...item, change_key: { S: 'note' } };
    expect(readEventChange(record(keysOf(manual), undefined, manual))).toBeUndefined();
  });
});

describe('the change of an item of the reviews or the exams', () => {
  const review = (version: number) =>
    marshall({
      attempt_code: 'A',
      part: 'review',
      attempt_id: 5,
      exam_id: 5123,
      course_id: COURSE,
      version,
      learner_id: 7,
    });

  it('is that of the current review', () => {
    const keys = { attempt_code: { S: 'A' }, part: { S: 'review' } };
    expect(factsOf(record(keys, undefined, review(1)))?.type).toBe('review.stored');
    expect(factsOf(record(keys, review(1), review(2)))?.type).toBe('review.replaced');
    expect(
      factsOf(record(keys, review(2), marshall({ part: 'review', version: 2, latest_version: 3 }))),
    ).toBeUndefined();
    expect(factsOf(record(keys, review(1)))).toBeUndefined();
  });

  it('is that of an allowance, which its former version completes if it is removed', () => {
    const allowance = anAllowance({ version: 8 });
    const item = marshall(toAllowanceItem(allowance));
    const keys = { exam_id: { N: '5123' }, entry: { S: 'allowance#7#note' } };
    expect(factsOf(record(keys, undefined, item))?.type).toBe('allowance.set');
    expect(factsOf(record(keys, item, item))).toBeUndefined();
    const former = {
      ...{ exam_id: 5123, entry: 'former_allowance#7#note#0000000000000008', change: 'removed' },
      ...{ changed_at: '2026-11-05T00:00:00.000Z', changed_by: { role: 'staff', user_id: 901 } },
    };
    const removed = record(keys, item);
    expect(factsOf(removed, former)).toMatchObject({ time: former.changed_at, data: { changed_by: { user_id: 901 } } });
    for (const items of [[], [{ ...former, change: 'changed' }]]) {
      expect(factsOf(removed, ...items)?.data).toMatchObject({ changed_by: { role: 'unknown', user_id: null } });
    }
  });

  it.each([
    [{ attempt_code: { S: 'A' }, part: { S: 'payload#0001#0000' } }],
    [{ attempt_code: { S: 'A' }, part: { S: 'version#0001' } }],
    [{ exam_id: { N: '5' }, entry: { S: 'exam' } }],
    [{ exam_id: { N: '5' }, entry: { S: 'former_allowance#7#note#0000000000000008' } }],
  ])('is none of %j', keys => {
    expect(readEventChange(record(keys, undefined, { data: { N: 'no number' } }))).toBeUndefined();
  });

  it('fails without keys', () => {
    expect(() => readEventChange({ dynamodb: { SequenceNumber: '1' } } as DynamoDBRecord)).toThrow('without keys');
  });
});
