import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { EventFilter, EventLog, EventPage } from '../../usecases/ports/eventLog.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { isExpired } from '../dynamodb/expiry.ts';
import { asText, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { fromEventItem, shardsOf, toPosition } from './eventItem.ts';

/** Entries of a shard that a filtered page reads at a time. */
const SEARCH_PAGE_SIZE = 250;
/** Days without an event that one request skips. */
const MAX_DAYS = 8;
const DAY_MS = 86_400_000;

/** Reads the log by the index `by_time`, whose entries have the filter fields; the events are read from the table. */
export function createEventLog(client: DynamoDBDocumentClient, tables: Pick<TableNames, 'events'>): EventLog {
  const readItems = async (ids: readonly string[]): Promise<EventPage['events']> => {
    const items = await batchGetAll(
      client,
      tables.events,
      ids.map(event_id => ({ event_id })),
      { attributes: ['event_id', 'event'] },
    );
    const byId = new Map(items.map(item => [item.event_id, item]));
    return ids.flatMap(id => {
      const item = byId.get(id);
      return item ? [fromEventItem(item).event] : [];
    });
  };
  return {
    positionOf: toPosition,

    async readPage({ from, until, limit }, filter) {
      let start = from;
      for (let days = 0; days < MAX_DAYS; days++) {
        const end = endOfDay(start, until);
        const { entries, next } = await readDay(client, tables.events, { from: start, until: end, limit }, filter);
        const isLast = next === until;
        if (entries.length > 0 || isLast) {
          return { events: await readItems(entries.map(entry => asText(entry.event_id) ?? '')), next, isLast };
        }
        start = next;
      }
      return { events: [], next: start, isLast: false };
    },

    async find(eventId, now) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.events, Key: { event_id: eventId }, ConsistentRead: true }),
      );
      return Item && !isExpired(Item.expires_at, now) ? fromEventItem(Item) : undefined;
    },

    async findAll(eventIds, now) {
      const keys = eventIds.map(event_id => ({ event_id }));
      const items = await batchGetAll(client, tables.events, keys);
      return items.filter(item => !isExpired(item.expires_at, now)).map(fromEventItem);
    },
  };
}

interface Range {
  from: string;
  until: string;
  limit: number;
}

/**
 * The index entries of a range within a day, as far as all shards are read.
 * @returns `next`: the end of the range, or the position from which it continues
 */
async function readDay(
  client: DynamoDBDocumentClient,
  table: string,
  range: Range,
  filter: EventFilter,
): Promise<{ entries: Item[]; next: string }> {
  const pages = await Promise.all(
    shardsOf(dayOf(range.from)).map(shard => client.send(new QueryCommand(toQuery(table, shard, range, filter)))),
  );
  const positions = pages.flatMap(({ LastEvaluatedKey }) => asText(LastEvaluatedKey?.logged_at) ?? []);
  // The shard that was read least determines how far the merged entries are complete.
  const readTo = positions.sort()[0];
  const complete = pages
    .flatMap(({ Items = [] }) => Items)
    .filter(({ logged_at }) => readTo === undefined || String(logged_at) <= readTo)
    .sort((a, b) => (String(a.logged_at) < String(b.logged_at) ? -1 : 1));
  const entries = complete.slice(0, range.limit);
  const last = entries.length < complete.length ? asText(entries.at(-1)?.logged_at) : readTo;
  return { entries, next: last ? after(last) : range.until };
}

function toQuery(table: string, shard: string, { from, until, limit }: Range, { courseId, type }: EventFilter) {
  const filters = [
    ...(courseId === undefined ? [] : ['course_id = :course']),
    ...(type === undefined ? [] : [type.endsWith('*') ? 'begins_with(#type, :type)' : '#type = :type']),
  ];
  return {
    TableName: table,
    IndexName: 'by_time',
    KeyConditionExpression: 'logged_on = :shard AND logged_at BETWEEN :from AND :until',
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ...(type !== undefined && { ExpressionAttributeNames: { '#type': 'type' } }),
    ExpressionAttributeValues: {
      ':shard': shard,
      ':from': from,
      ':until': until,
      ...(courseId !== undefined && { ':course': courseId }),
      ...(type !== undefined && { ':type': type.replace(/\*$/, '') }),
    },
    Limit: filters.length > 0 ? Math.max(SEARCH_PAGE_SIZE, limit) : limit,
  };
}

/** The position after an event: its characters sort before those of any other event. */
function after(loggedAt: string): string {
  return `${loggedAt}!`;
}

function dayOf(position: string): string {
  return new Date(millisecondsOf(position)).toISOString().slice(0, 10);
}

function endOfDay(position: string, until: string): string {
  const milliseconds = millisecondsOf(position);
  const end = toPosition(new Date(milliseconds - (milliseconds % DAY_MS) + DAY_MS).toISOString());
  return end < until ? end : until;
}

function millisecondsOf(position: string): number {
  return Number(position.slice(0, 13));
}
