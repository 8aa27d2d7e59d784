import { isDeepStrictEqual } from 'node:util';
import { itemSize, type WireItem } from './itemSize.ts';

const [READ_STEP, WRITE_STEP] = [4096, 1024];

/**
 * Read units of a number of bytes: of each item of a batch, of the sum of a query's items; 0 bytes cost the minimum.
 * Sources: DynamoDB developer guide, "DynamoDB read and write operations"; API reference, "BatchGetItem".
 */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return steps(bytes, READ_STEP) * (isConsistent ? 1 : 0.5);
}

/**
 * Write units by the larger of both images; a rejected write costs those of the existing item. A write or check of a
 * transaction costs twice as much (the same chapter, and "DynamoDB transactions: how it works").
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
 * Write units of an index: one write for an added, removed or changed entry, two for another key ("Using global secondary
 * indexes"). A transaction does not double them (measured on AWS: github.com/paritysuite/dynamodb-conformance, August 2026).
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
