import { isDeepStrictEqual } from 'node:util';
import { itemSize, type WireItem } from './itemSize.ts';

const [READ_STEP, WRITE_STEP] = [4096, 1024];

/**
 * Read units of a number of bytes; an absent item, of 0 bytes, costs the minimum (API reference,
 * "BatchGetItem"). AWS: DynamoDB developer guide, "DynamoDB read and write operations". A batch is counted item by item, a
 * query by the sum of the items that it reads.
 */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return steps(bytes, READ_STEP) * (isConsistent ? 1 : 0.5);
}

/**
 * Write units of a write that turned one image into the other: by the larger of both, also where it was refused, and then
 * by the item that stands there. Each write of a transaction, and each of its checks, costs twice as much (the same
 * chapter, and "DynamoDB transactions: how it works").
 */
export function writeUnits(before: WireItem | undefined, after: WireItem | undefined, isTransaction = false): number {
  const bytes = Math.max(sizeOf(before), sizeOf(after));
  return steps(bytes, WRITE_STEP) * (isTransaction ? 2 : 1);
}

/** An index and its projection. */
export interface Index {
  name: string;
  keys: readonly string[];
  /** The attributes of an entry, those of the table's key among them; undefined for all. */
  projected: readonly string[] | undefined;
}

/**
 * Write units of an index: none where its entry does not change, one write for an entry that comes, goes or changes, two
 * where its key changes (the developer guide, "Using global secondary indexes", "Write capacity units"). A transaction does
 * not double them: an index follows later, and not in the transaction. AWS does not say so; measured on AWS by
 * github.com/paritysuite/dynamodb-conformance (issues 124 and 149, August 2026).
 */
export function indexWriteUnits(index: Index, before: WireItem | undefined, after: WireItem | undefined): number {
  const [was, is] = [before && entryOf(index, before), after && entryOf(index, after)];
  if (!was && !is) return 0;
  if (!was || !is) return writeUnits(was, is);
  if (isDeepStrictEqual(was, is)) return 0;
  const staysInPlace = index.keys.every(key => isDeepStrictEqual(was[key], is[key]));
  return staysInPlace ? writeUnits(was, is) : writeUnits(was, undefined) + writeUnits(undefined, is);
}

/** The item's entry in the index; undefined where it lacks a key of the index. */
function entryOf({ keys, projected }: Index, item: WireItem): WireItem | undefined {
  if (!keys.every(key => key in item)) return undefined;
  if (!projected) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => projected.includes(name)));
}

function sizeOf(item: WireItem | undefined): number {
  return item ? itemSize(item) : 0;
}

function steps(bytes: number, step: number): number {
  return Math.max(1, Math.ceil(bytes / step));
}
