import type { _Record, AttributeValue, Identity } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord, AttributeValue as LambdaAttributeValue, StreamRecord } from 'aws-lambda';

/** A record in the format of Lambda events. */
export interface ShardRecord extends DynamoDBRecord {
  dynamodb: StreamRecord & { SequenceNumber: string };
}

/**
 * Converts a record of GetRecords into the JSON of Lambda events: epoch seconds instead of a Date, base64 instead of bytes, and
 * lower-case keys in the user identity.
 * @throws Error without a sequence number, which the checkpoint needs
 */
export function lambdaRecord(record: _Record, streamArn: string): ShardRecord {
  const { ApproximateCreationDateTime: createdAt, Keys, NewImage, OldImage, ...rest } = record.dynamodb ?? {};
  if (rest.SequenceNumber === undefined) throw new Error(`The record ${record.eventID} has no sequence number.`);
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: 'aws:dynamodb',
    awsRegion: record.awsRegion,
    dynamodb: {
      ...(createdAt && { ApproximateCreationDateTime: Math.floor(createdAt.getTime() / 1000) }),
      ...(Keys && { Keys: lambdaItem(Keys) }),
      ...(NewImage && { NewImage: lambdaItem(NewImage) }),
      ...(OldImage && { OldImage: lambdaItem(OldImage) }),
      ...rest,
      SequenceNumber: rest.SequenceNumber,
    },
    eventSourceARN: streamArn,
    ...(record.userIdentity && { userIdentity: lambdaIdentity(record.userIdentity) }),
  };
}

/** Deletions by time to live have type "Service" and principal id "dynamodb.amazonaws.com". */
function lambdaIdentity({ PrincipalId, Type }: Identity) {
  return { principalId: PrincipalId, type: Type };
}

function lambdaItem(item: Record<string, AttributeValue>): Record<string, LambdaAttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, lambdaValue(value)]));
}

function lambdaValue(value: AttributeValue): LambdaAttributeValue {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(lambdaValue) };
  if (value.M !== undefined) return { M: lambdaItem(value.M) };
  return value as LambdaAttributeValue;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
