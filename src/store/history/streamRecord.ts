import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, AttributeValue as StreamValue } from 'aws-lambda';
import type { AttemptRecord, MarshalledItem } from './historyItem.ts';

/** The parts of a stream record that the archive needs. */
export interface StreamedChange extends AttemptRecord {
  /** Whether DynamoDB's time to live removed the item. */
  byTimeToLive: boolean;
}

/**
 * Parses a record as Lambda delivers it.
 * @throws Error if it lacks something that every record of this stream has
 */
export function readStreamRecord(record: DynamoDBRecord): StreamedChange {
  const { dynamodb, eventName, userIdentity } = record;
  const attemptId = dynamodb?.Keys?.attempt_id?.N;
  if (!dynamodb?.SequenceNumber || attemptId === undefined) throw new Error('a record without key or sequence number');
  if (eventName !== 'INSERT' && !dynamodb.OldImage) throw new Error(`a ${eventName} record without an old image`);
  if (eventName === 'MODIFY' && !dynamodb.NewImage) throw new Error('a MODIFY record without a new image');
  return {
    sequenceNumber: dynamodb.SequenceNumber,
    attemptId: Number(attemptId),
    before: dynamodb.OldImage && fromStreamImage(dynamodb.OldImage),
    after: dynamodb.NewImage && fromStreamImage(dynamodb.NewImage),
    at: new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
    byTimeToLive: (userIdentity as { principalId?: string } | undefined)?.principalId === 'dynamodb.amazonaws.com',
  };
}

export function fromStreamImage(image: Record<string, StreamValue>): MarshalledItem {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, fromStreamValue(value)]));
}

/** Decodes bytes, which Lambda delivers as base64 text. */
function fromStreamValue(value: StreamValue): AttributeValue {
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') };
  if (value.BS !== undefined) return { BS: value.BS.map(bytes => Buffer.from(bytes, 'base64')) };
  if (value.L !== undefined) return { L: value.L.map(fromStreamValue) };
  if (value.M !== undefined) return { M: fromStreamImage(value.M) };
  return value as AttributeValue;
}
