import type { Item } from './item.ts';

/** Items, or their absence, for a limited time after they were read. */
export interface ItemCache {
  get(key: string): { item: Item | undefined } | undefined;
  set(key: string, item: Item | undefined): void;
  delete(key: string): void;
}

/** Far above the number of exams that a function serves at a time; a full cache is emptied. */
const MAX_ITEMS = 1000;

/** @param milliseconds a monotonic clock */
export function createTtlCache(maxAgeSeconds: number, milliseconds: () => number): ItemCache {
  const entries = new Map<string, { item: Item | undefined; expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && milliseconds() < entry.expiresAt ? { item: entry.item } : undefined;
    },
    set(key, item) {
      if (entries.size >= MAX_ITEMS) entries.clear();
      entries.set(key, { item, expiresAt: milliseconds() + maxAgeSeconds * 1000 });
    },
    delete: key => entries.delete(key),
  };
}
