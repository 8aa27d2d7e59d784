import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import type { Item } from '../../src/store/dynamodb/item.ts';

let lastSequenceNumber = 4_000_000_000_000_000_000_000n;

/** The next sequence number, as long as real ones are. */
function nextSequenceNumber(): string {
  lastSequenceNumber += 7n;
  return String(lastSequenceNumber);
}

/** A stream record as Lambda delivers it. */
export function aRecord(before: Item | undefined, after: Item | undefined, overrides: object = {}): DynamoDBRecord {
  const id = (after ?? before)?.attempt_id;
  const eventName = before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT';
  return {
    eventID: 'e',
    eventName,
    eventSource: 'aws:dynamodb',
    dynamodb: {
      Keys: image({ attempt_id: id }),
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
      SequenceNumber: nextSequenceNumber(),
      ApproximateCreationDateTime: 1_793_612_412,
      SizeBytes: 100,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...overrides,
    },
  };
}

/** The records of an attempt with these successive states; undefined is its removal. */
export function recordsOf(states: readonly (Attempt | undefined)[]): DynamoDBRecord[] {
  const items = states.map(state => state && toAttemptItem(state));
  return items.map((item, index) => aRecord(items[index - 1], item));
}

function image(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true }) as Record<string, AttributeValue>;
}
