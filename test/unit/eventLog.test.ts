import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import type { Item } from '../../src/store/dynamodb/item.ts';
import { toEventItem } from '../../src/store/events/eventItem.ts';
import { createEventLog } from '../../src/store/events/eventLog.ts';
import { anEvent } from '../support/builders.ts';

interface Query {
  Limit: number;
  FilterExpression?: string;
  ExpressionAttributeValues: Record<':shard' | ':from' | ':until' | ':type', string>;
}

/** Answers the queries of the index and the batch reads, with pages of at most this size. */
function clientOf(items: readonly Item[], maxPage: number) {
  const byTime = items.toSorted((a, b) => (String(a.logged_at) < String(b.logged_at) ? -1 : 1));
  const query = ({ Limit, FilterExpression, ExpressionAttributeValues: values }: Query) => {
    const inRange = byTime.filter(
      ({ logged_on, logged_at }) =>
        logged_on === values[':shard'] && String(logged_at) >= values[':from'] && String(logged_at) <= values[':until'],
    );
    const page = inRange.slice(0, Math.min(Limit, maxPage));
    const isWhole = page.length === inRange.length && page.length < Limit;
    return {
      Items: FilterExpression ? page.filter(({ type }) => String(type).startsWith(values[':type'])) : page,
      ...(!isWhole && page.length > 0 && { LastEvaluatedKey: page.at(-1) }),
    };
  };
  const batchGet = (keys: readonly Item[]) => ({
    Responses: { events: items.filter(({ event_id }) => keys.some(key => key.event_id === event_id)) },
  });
  const send = async ({ input }: { input: Query & { RequestItems?: { events: { Keys: Item[] } } } }) =>
    input.RequestItems ? batchGet(input.RequestItems.events.Keys) : query(input);
  return { send } as unknown as DynamoDBDocumentClient;
}

const START = '2026-11-02T23:59:00.000Z';
const TYPES = ['proctoring.attempt.started.v1', 'proctoring.review.stored.v1'];

describe('the log of events', () => {
  const logged = fc.record({ seconds: fc.nat(150), isReview: fc.boolean() });
  const days = fc.constantFrom(0, 1, 20);

  it('lists every event of a range once and in order, in pages of any size, over any days', async () => {
    const input = [
      fc.array(logged, { maxLength: 60 }),
      days,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
    ] as const;
    await fc.assert(
      fc.asyncProperty(...input, async (entries, gap, limit, maxPage, isFiltered) => {
        const items = entries.map(({ seconds, isReview }) => {
          const loggedAt = laterBy(START, seconds > 100 ? seconds + gap * 86_400 : seconds);
          return toEventItem(
            { event: anEvent({ type: TYPES[isReview ? 1 : 0] as string }), courseId: null },
            { loggedAt, retentionDays: null },
          );
        });
        const eventLog = createEventLog(clientOf(items, maxPage), { events: 'events' });
        const until = eventLog.positionOf(laterBy(START, 200 + gap * 86_400));
        const listed: string[] = [];
        let position = eventLog.positionOf(START);
        for (let isLast = false; !isLast; ) {
          const filter = isFiltered ? { type: 'proctoring.review.*' } : {};
          const page = await eventLog.readPage({ from: position, until, limit }, filter);
          expect(page.events.length).toBeLessThanOrEqual(limit);
          expect(page.next > position).toBe(true);
          listed.push(...page.events.map(({ id }) => id));
          ({ next: position, isLast } = page);
        }
        const expected = items
          .filter(({ type }) => !isFiltered || type === TYPES[1])
          .sort((a, b) => (String(a.logged_at) < String(b.logged_at) ? -1 : 1));
        expect(listed).toEqual(expected.map(({ event_id }) => event_id));
        expect(position).toBe(until);
      }),
      { numRuns: 200 },
    );
  });

  it('omits an event that expired between the two reads', async () => {
    const item = toEventItem({ event: anEvent(), courseId: null }, { loggedAt: START, retentionDays: null });
    const client = clientOf([item], 5);
    const send = async (command: { input: object }) =>
      'RequestItems' in command.input ? { Responses: { events: [] } } : client.send(command as never);
    const eventLog = createEventLog({ send } as unknown as DynamoDBDocumentClient, { events: 'events' });
    const range = { from: eventLog.positionOf(START), until: eventLog.positionOf(laterBy(START, 10)), limit: 5 };
    expect(await eventLog.readPage(range, {})).toMatchObject({ events: [], isLast: true });
  });
});
