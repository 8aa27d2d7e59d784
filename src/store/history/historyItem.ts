import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Actor } from '../../domain/actors.ts';
import { type ArchivedChange, type AttemptImage, toArchivedChange } from '../../domain/archive/archivedChange.ts';
import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';
import type { Removal } from '../../domain/attempts/attempt.ts';
import { isInstant } from '../../domain/time.ts';
import { ATTEMPT, ATTEMPT_LEARNER } from '../attempts/attemptAttributes.ts';
import { fromAttemptItem, withoutLiveAttributes } from '../attempts/attemptItem.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asText, type Item, withoutNulls } from '../dynamodb/item.ts';
import { anonymiseChange, anonymiseImage } from '../privacy/anonymiseImage.ts';

/** A marshalled item, which preserves values of manual edits that unmarshalling could lose. */
export type MarshalledItem = Record<string, AttributeValue>;

/** A record of the attempts table's stream, with marshalled images. */
export interface AttemptRecord {
  sequenceNumber: string;
  attemptId: number;
  before: MarshalledItem | undefined;
  after: MarshalledItem | undefined;
  /** The time of the stream record, to the second. */
  at: string;
}

/** The change to be archived; undefined for a creation and for a save with the same status. */
export function changeOf(record: AttemptRecord): ArchivedChange | undefined {
  return toArchivedChange(toAttemptImage(record.before), toAttemptImage(record.after));
}

function toAttemptImage(image: MarshalledItem | undefined): AttemptImage | undefined {
  if (!image) return undefined;
  const status = image[ATTEMPT.status.name];
  const lastChange = image[ATTEMPT.lastChange.name]?.M;
  return {
    // A manually written status may have another type; its stored form is compared.
    status: status === undefined ? null : (status.S ?? JSON.stringify(status)),
    version: versionOf(image),
    modifiedAt: image[ATTEMPT.modifiedAt.name]?.S ?? null,
    lastChange: lastChange ? fromChangeItem(unmarshall(lastChange, { wrapNumbers: Number })) : null,
  };
}

/** 0 if a manual edit left no valid version. */
export function versionOf(image: MarshalledItem | undefined): number {
  const version = Number(image?.[ATTEMPT.version.name]?.N);
  return Number.isSafeInteger(version) && version >= 0 ? version : 0;
}

/**
 * The history item of a change: the image before it, and the change. Derived from the record and the immutable tombstone
 * only, so that a redelivered record writes the same item.
 */
export function toHistoryItem(record: AttemptRecord, change: ArchivedChange, removal: Removal | null): MarshalledItem {
  const before = record.before ?? {};
  const { by, reason } = removal ?? change;
  const fields: Item = {
    attempt_code: codeOf(before, record.attemptId),
    change_key: changeKey(record.attemptId, versionOf(before), record.sequenceNumber),
    change: change.change,
    ...(change.toStatus !== null && { to_status: change.toStatus }),
    changed_at: removal?.at ?? change.changedAt ?? record.at,
    changed_by: toChangeItem({ by, reason }),
    ...(record.after && { after: toAfterItem(before, record.after) }),
  };
  return { ...marshall(fields), attempt: { M: withoutLiveAttributes(before) } };
}

/** The version after the change, and the times that it changed: most items stay below 1 KB. */
function toAfterItem(before: MarshalledItem, after: MarshalledItem): Item {
  const changedTime = ({ name }: { name: string }) => {
    const [previous, next] = [before, after].map(image => image[name]?.S ?? '');
    // Empty for one that was removed.
    return previous === next || next === undefined ? null : isInstant(next) ? next : '';
  };
  return withoutNulls({
    version: versionOf(after),
    started_at: changedTime(ATTEMPT.startedAt),
    completed_at: changedTime(ATTEMPT.completedAt),
  });
}

/** The same item with the image as compressed JSON, if it is too large, or nested too deeply, for an item. */
export function withPackedImage({ attempt, ...item }: MarshalledItem): MarshalledItem {
  return { ...item, packed_attempt: { B: gzipSync(JSON.stringify(attempt?.M ?? {}, packBytes)) } };
}

function packBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
}

/** The attributes that an attempt is decoded from; others are stored for manual inspection only. */
function unpackImage(packed: Uint8Array): MarshalledItem {
  const image = JSON.parse(gunzipSync(packed).toString()) as MarshalledItem;
  const readable = Object.entries(image).filter(
    ([name, { S, N, BOOL }]) => (S ?? N ?? BOOL) !== undefined || name === ATTEMPT.lastChange.name,
  );
  return Object.fromEntries(readable);
}

/** The learner of the item's attempt; null if the image lacks one. */
export function learnerOfItem(item: MarshalledItem): number | null {
  return learnerOfImage(imageOfItem(item));
}

/** The learner of the image's attempt; null for a manually written id that is no integer. */
export function learnerOfImage(image: MarshalledItem): number | null {
  const id = Number(image[ATTEMPT_LEARNER.id.name]?.N ?? Number.NaN);
  return Number.isSafeInteger(id) ? id : null;
}

export function isAnonymisedHistoryItem(item: MarshalledItem): boolean {
  return item.attempt?.M?.[ATTEMPT.isErased.name]?.BOOL === true;
}

function imageOfItem({ attempt, packed_attempt: packed }: MarshalledItem): MarshalledItem {
  return packed?.B ? unpackImage(packed.B) : (attempt?.M ?? {});
}

/** The item without personal data. Manually added attributes, which can make an image too large, are dropped. */
export function anonymiseHistoryItem(item: MarshalledItem): MarshalledItem {
  const { packed_attempt: _packed, ...rest } = item;
  const anonymised = { ...rest, attempt: { M: anonymiseImage(imageOfItem(item)) } };
  return rest.changed_by ? { ...anonymised, changed_by: { M: anonymiseChange(rest.changed_by.M ?? {}) } } : anonymised;
}

function attemptOf(item: Item): Item {
  if (!(item.packed_attempt instanceof Uint8Array)) return asMap(item.attempt) ?? {};
  return unmarshall(unpackImage(item.packed_attempt), { wrapNumbers: Number });
}

/** A manually created item may lack a code that fits a key; its history needs a key nevertheless. */
function codeOf(image: MarshalledItem, attemptId: number): string {
  const code = image[ATTEMPT.attemptCode.name]?.S;
  return code && Buffer.byteLength(code) <= MAX_KEY_BYTES ? code : `no-code#${attemptId}`;
}

/** DynamoDB's limit for a partition key. */
const MAX_KEY_BYTES = 2048;

/**
 * Sorts the changes of a code chronologically: ids grow from attempt to attempt, versions within an attempt, and sequence
 * numbers between manual changes, which keep the version.
 */
export function changeKey(attemptId: number, version: number, sequenceNumber: string): string {
  return `${changesOf(attemptId)}${pad(version, 16)}#${sequenceNumber.padStart(40, '0')}`;
}

/** The prefix of the keys of an attempt's changes. */
export function changesOf(attemptId: number): string {
  return `${pad(attemptId, 16)}#`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

export function fromHistoryItem(item: Item): HistoryEntry {
  const { by, reason } = fromChangeItem(asMap(item.changed_by) ?? {});
  return {
    attempt: fromAttemptItem(attemptOf(item)),
    change: item.change === 'removed' ? 'removed' : 'status_changed',
    toStatus: asText(item.to_status),
    changedAt: asText(item.changed_at) ?? '',
    changedBy: by satisfies Actor,
    reason,
  };
}
