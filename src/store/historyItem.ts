import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Actor } from '../domain/actors.ts';
import { type ArchivedChange, archivedChange, type Image } from '../domain/archive/archivedChange.ts';
import type { HistoryEntry } from '../domain/archive/historyEntry.ts';
import type { Removal } from '../domain/attempts/attempt.ts';
import { fromAttemptItem, fromChangeItem, toChangeItem } from './attemptItem.ts';
import { type Item, map, number, text } from './item.ts';

/** An item as DynamoDB and its streams carry it: marshalled, with nothing lost. */
export type MarshalledItem = Record<string, AttributeValue>;

/** One record of the attempts table's stream, its images in the SDK's form. */
export interface AttemptRecord {
  sequenceNumber: string;
  attemptId: number;
  before: MarshalledItem | undefined;
  after: MarshalledItem | undefined;
  /** When the stream says it happened, to the second. */
  at: string;
}

/** What a record means for the history; undefined for a creation and for a save that leaves the status alone. */
export function changeOf(record: AttemptRecord): ArchivedChange | undefined {
  return archivedChange(imageOf(record.before), imageOf(record.after));
}

function imageOf(image: MarshalledItem | undefined): Image | undefined {
  if (!image) return undefined;
  const { status, version, modified, last_change } = unmarshall(pick(image), { wrapNumbers: wrapHugeNumber });
  const lastChange = map(last_change);
  return {
    status: text(status),
    version: number(version),
    modifiedAt: text(modified),
    lastChange: lastChange && fromChangeItem(lastChange),
  };
}

function pick({ status, version, modified, last_change }: MarshalledItem): MarshalledItem {
  return Object.fromEntries(
    Object.entries({ status, version, modified, last_change }).filter(([, value]) => value !== undefined),
  ) as MarshalledItem;
}

/** A number made by hand can be larger than JavaScript's: it is no version, and no reason to fail. */
function wrapHugeNumber(value: string): number {
  return Number(value);
}

/**
 * The history item of a change: the old image, untouched, and what happened to it. It depends on nothing but the record
 * and, for a removal, the immutable entry about it, so a redelivered record writes the same item again.
 */
export function toHistoryItem(record: AttemptRecord, change: ArchivedChange, removal: Removal | null): MarshalledItem {
  const before = record.before ?? {};
  const { by, reason } = removal ?? change;
  const what: Item = {
    attempt_code: codeOf(before, record.attemptId),
    change_key: changeKey(record.attemptId, imageOf(before)?.version ?? 0, record.sequenceNumber),
    change: change.change,
    ...(change.toStatus !== null && { to_status: change.toStatus }),
    changed_at: removal?.at ?? change.changedAt ?? record.at,
    changed_by: toChangeItem({ by, reason }),
  };
  return { ...marshall(what), attempt: { M: before } };
}

/** An item put into the table by hand may have no code; its history must go somewhere all the same. */
function codeOf(image: MarshalledItem, attemptId: number): string {
  return image.attempt_code?.S || `no-code#${attemptId}`;
}

/**
 * Sorts the changes of a code in the order they happened, whatever the order in which they are written: ids grow from
 * one attempt to the next, versions within an attempt, sequence numbers between changes made by hand.
 */
export function changeKey(attemptId: number, version: number, sequenceNumber: string): string {
  return `${pad(attemptId, 16)}#${pad(version, 10)}#${sequenceNumber.padStart(40, '0')}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** The entry of a stored history item. */
export function fromHistoryItem(item: Item): HistoryEntry {
  const { by, reason } = fromChangeItem(map(item.changed_by) ?? {});
  return {
    attempt: fromAttemptItem(map(item.attempt) ?? {}),
    change: item.change === 'removed' ? 'removed' : 'status_changed',
    toStatus: text(item.to_status),
    changedAt: text(item.changed_at) ?? '',
    changedBy: by satisfies Actor,
    reason,
  };
}
