import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { type EventQuery, listEvents } from '../../src/usecases/events/listEvents.ts';
import { readEvent } from '../../src/usecases/events/readEvent.ts';
import { aCaller, anEvent, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

const COURSE = newCourseId();
const OTHER = newCourseId();
const courseStaff = aCaller({ courseStaff: [COURSE] });

/** A log with a clock that the test sets. */
function aLog() {
  const { ports, database } = inMemoryStores();
  let now = NOW;
  const withClock = { ...ports, clock: () => now };
  return {
    ports: withClock,
    pass(seconds: number) {
      now = laterBy(now, seconds);
    },
    /** Logs an event as of so many seconds ago. */
    log(secondsAgo: number, courseId: string | null = COURSE) {
      const event = anEvent();
      database.events.push({ event, courseId, loggedAt: laterBy(now, -secondsAgo) });
      return event;
    },
    list: (query: Partial<EventQuery> = {}, caller = STAFF) => listEvents(withClock, caller, { limit: 10, ...query }),
  };
}

const idsOf = ({ events }: { events: { id: string }[] }) => events.map(({ id }) => id);

describe('polling the events', () => {
  it('lists them oldest first, page by page, from the bookmark of the page before', async () => {
    const { log, list } = aLog();
    const logged = [500, 400, 300, 200, 100].map(ago => log(ago).id);
    const first = await list({ limit: 2 });
    expect([idsOf(first), first.hasMore]).toEqual([logged.slice(0, 2), true]);
    const second = await list({ limit: 2, cursor: first.nextCursor });
    const third = await list({ limit: 2, cursor: second.nextCursor });
    expect([...idsOf(second), ...idsOf(third)]).toEqual(logged.slice(2));
    expect(third.hasMore).toBe(false);
  });

  it('passes over no event that is logged with an earlier time than a later one', async () => {
    const { log, list, pass } = aLog();
    const early = log(61);
    log(59);
    const first = await list();
    expect(idsOf(first)).toEqual([early.id]);
    // Logged by a slow function: its time precedes that of the event above.
    const late = log(59.5);
    pass(60);
    const second = await list({ cursor: first.nextCursor });
    expect(second.events).toHaveLength(2);
    expect(idsOf(second)[0]).toBe(late.id);
  });

  it('has a bookmark where nothing is listed, from which every later event follows once', async () => {
    const { log, list, pass } = aLog();
    let { nextCursor: cursor, ...empty } = await list();
    expect(empty).toEqual({ events: [], hasMore: false });
    const [logged, listed]: [string[], string[]] = [[], []];
    for (let poll = 0; poll < 20; poll++) {
      logged.push(log(0).id);
      pass(poll % 3 === 0 ? 0 : 35);
      const page = await list({ cursor });
      listed.push(...idsOf(page));
      cursor = page.nextCursor;
    }
    pass(61);
    listed.push(...idsOf(await list({ cursor })));
    expect(listed.sort()).toEqual(logged.sort());
  });

  it('begins at a time, or at the bookmark if that is later', async () => {
    const { log, list, ports } = aLog();
    const [a, b, c] = [log(300), log(200), log(100)];
    const since = laterBy(ports.clock(), -200);
    expect(idsOf(await list({ since }))).toEqual([b.id, c.id]);
    const { nextCursor: cursor } = await list({ limit: 1 });
    expect(idsOf(await list({ since, cursor }))).toEqual([b.id, c.id]);
    expect(idsOf(await list({ since: laterBy(since, -200), cursor }))).toEqual([b.id, c.id]);
    expect(idsOf(await list({ since: laterBy(since, 50), cursor }))).toEqual([c.id]);
    expect(idsOf(await list())).toEqual([a.id, b.id, c.id]);
  });

  it('from a time in the future lists nothing until then', async () => {
    const { log, list, ports, pass } = aLog();
    log(100);
    const page = await list({ since: laterBy(ports.clock(), 1000) });
    expect(page).toMatchObject({ events: [], hasMore: false });
    pass(500);
    log(0);
    pass(500);
    const event = log(0);
    pass(100);
    expect(idsOf(await list({ cursor: page.nextCursor }))).toEqual([event.id]);
  });

  it.each(['2286-11-20T17:46:40.000Z', '2300-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    'from %s, a position of more digits, lists nothing and has a valid bookmark',
    async since => {
      const { log, list } = aLog();
      log(100);
      const page = await list({ since });
      expect(page).toMatchObject({ events: [], hasMore: false });
      expect(await list({ cursor: page.nextCursor })).toMatchObject({ events: [], hasMore: false });
    },
  );

  it.each(['0000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z'])('from %s lists all', async since => {
    const { log, list } = aLog();
    const event = log(100);
    expect(idsOf(await list({ since }))).toEqual([event.id]);
  });

  it('lists none that is older than the retention, which DynamoDB deletes later', async () => {
    const { log, list, ports } = aLog();
    log(30 * 86_400 + 1);
    const event = log(30 * 86_400 - 1);
    for (const query of [{}, { since: laterBy(ports.clock(), -40 * 86_400) }]) {
      expect(idsOf(await list(query))).toEqual([event.id]);
    }
  });
});

describe('the rights on events', () => {
  it('of global staff extend to all, those of course staff to their course', async () => {
    const { log, list, ports } = aLog();
    const [own, other, without] = [log(300), log(200, OTHER), log(100, null)];
    await addCourseStaff(ports, STAFF, [{ courseId: OTHER, userId: 5 }]);
    expect(idsOf(await list())).toEqual([own.id, other.id, without.id]);
    expect(idsOf(await list({ courseId: COURSE }))).toEqual([own.id]);
    expect(idsOf(await list({ courseId: COURSE }, courseStaff))).toEqual([own.id]);
    expect(idsOf(await list({ courseId: OTHER }, aCaller({ userId: 5 })))).toEqual([other.id]);
    for (const [query, message] of [
      [{}, 'Only global staff may do this.'],
      [{ courseId: OTHER }, 'Only staff of the course may do this.'],
    ] as const) {
      await expect(list(query, courseStaff)).rejects.toMatchObject({ code: 'forbidden', message });
    }
    await expect(list({ courseId: COURSE }, aCaller())).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are the same for a single event, of which nobody else learns whether it exists', async () => {
    const { log, ports } = aLog();
    const [own, other, without] = [log(1), log(1, OTHER), log(1, null)];
    const read = (id: string, caller = STAFF) => readEvent(ports, caller, id);
    for (const event of [own, other, without]) expect(await read(event.id)).toEqual(event);
    expect(await read(own.id, courseStaff)).toEqual(own);
    await expect(read('evt_none')).rejects.toMatchObject({
      code: 'event_not_found',
      message: 'There is no event with the id evt_none.',
    });
    const messages = [other.id, without.id, 'evt_none'].map(id => read(id, courseStaff).catch(error => error));
    const [first, ...others] = await Promise.all(messages);
    expect(first).toMatchObject({ code: 'forbidden' });
    for (const error of others) expect(error).toEqual(first);
    // A token may name the empty course.
    for (const id of [without.id, 'evt_none']) {
      await expect(read(id, aCaller({ courseStaff: [''] }))).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('a bookmark', () => {
  it('is rejected in another course', async () => {
    const { list } = aLog();
    const cursors = await Promise.all([{}, { courseId: COURSE }, { courseId: OTHER }].map(query => list(query)));
    for (const [at, courseId] of [undefined, COURSE, OTHER].entries()) {
      for (const [of, { nextCursor: cursor }] of cursors.entries()) {
        const page = list({ ...(courseId && { courseId }), cursor });
        if (at === of) await expect(page).resolves.toMatchObject({ events: [] });
        else
          await expect(page).rejects.toMatchObject({
            code: 'invalid_request',
            message: 'cursor: must be a next_cursor of an earlier page with the same course_id.',
            inputErrors: [
              { pointer: '/cursor', detail: 'must be a next_cursor of an earlier page with the same course_id' },
            ],
          });
      }
    }
  });

  it.each([
    'x',
    '5',
    JSON.stringify({}),
    JSON.stringify([]),
    JSON.stringify([5, null]),
    JSON.stringify(['', null]),
    JSON.stringify([1_795_780_800_000, null]),
    JSON.stringify(['1795780800000']),
    JSON.stringify(['17957808000000', null]),
    JSON.stringify(['1795780800000#evt_x!', null]),
    JSON.stringify(['x1795780800000', null]),
  ])('is rejected if it is none: %s', async text => {
    const page = aLog().list({ cursor: Buffer.from(text).toString('base64url') });
    await expect(page).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
