import { beforeAll, describe, expect, it } from 'vitest';
import type { ProctoringEvent } from '../../../src/domain/events/event.ts';
import { laterBy } from '../../../src/domain/time.ts';
import type { EventFilter, EventLog } from '../../../src/usecases/ports/eventLog.ts';
import { anEvent, newCourseId } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';
import { runs } from '../../support/runs.ts';

/** Five seconds before midnight: the events are in two days. */
const START = '2026-11-02T23:59:55.000Z';
const at = (seconds: number) => laterBy(START, seconds);

describe.each(IMPLEMENTATIONS)('the log of events $name', ({ open }) => {
  let implementation: Implementation;
  let eventLog: EventLog;
  beforeAll(async () => {
    implementation = await open();
    ({ eventLog } = implementation.ports);
  });

  /** Ids of all pages of a range, with the number of pages. */
  async function readAll(from: number, until: number, limit: number, filter: EventFilter) {
    const ids: string[] = [];
    let pages = 0;
    let position = eventLog.positionOf(at(from));
    for (let isLast = false; !isLast; pages++) {
      const range = { from: position, until: eventLog.positionOf(at(until)), limit };
      const page = await eventLog.readPage(range, filter);
      expect(page.events.length).toBeLessThanOrEqual(limit);
      ids.push(...page.events.map(({ id }) => id));
      ({ next: position, isLast } = page);
    }
    expect(position).toBe(eventLog.positionOf(at(until)));
    return { ids, pages };
  }

  async function logMany(courseId: string, count: number, secondsBetween = 0.5) {
    const events = Array.from({ length: count }, () => anEvent());
    const logs = events.map((event, index) => implementation.logEvent(event, courseId, at(index * secondsBetween)));
    await Promise.all(logs);
    return events;
  }

  describe('over midnight', () => {
    const courseId = newCourseId();
    let events: ProctoringEvent[];
    beforeAll(async () => {
      events = await logMany(courseId, runs(8, 30), 1);
    });

    it.each([1, 3, 7, 100])('lists each event once, in the order of logging, in pages of %d', async limit => {
      const { ids } = await readAll(0, 60, limit, { courseId });
      expect(ids).toEqual(events.map(({ id }) => id));
    });
  });

  it('lists from the beginning of a range, without its end', async () => {
    const courseId = newCourseId();
    const events = await logMany(courseId, 10);
    const { ids } = await readAll(1, 3, 100, { courseId });
    expect(ids).toEqual(events.slice(2, 6).map(({ id }) => id));
  });

  it('filters by a type, by its beginning and by the course', async () => {
    const [courseId, other] = [newCourseId(), newCourseId()];
    const types = ['proctoring.attempt.started.v1', 'proctoring.attempt.verified.v1', 'proctoring.review.stored.v1'];
    const events = types.map(type => anEvent({ type }));
    for (const event of events) await implementation.logEvent(event, courseId, at(1));
    await implementation.logEvent(anEvent(), other, at(1));
    await implementation.logEvent(anEvent(), null, at(1));
    const typesOf = async (type: string) => {
      const { ids } = await readAll(0, 60, 2, { courseId, type });
      return events.filter(({ id }) => ids.includes(id)).map(event => event.type);
    };
    expect(await typesOf('proctoring.attempt.*')).toEqual(types.slice(0, 2));
    expect(await typesOf('proctoring.*')).toEqual(types);
    expect(await typesOf('proctoring.attempt.started.v1')).toEqual(types.slice(0, 1));
    expect(await typesOf('proctoring.attempt')).toEqual([]);
  });

  it('crosses weeks without an event', async () => {
    const courseId = newCourseId();
    const event = anEvent();
    await implementation.logEvent(event, courseId, at(20 * 86_400));
    const { ids } = await readAll(0, 25 * 86_400, 10, { courseId });
    expect(ids).toEqual([event.id]);
  });

  it('finds an event by its id', async () => {
    const [event, withoutCourse] = [anEvent(), anEvent()];
    await implementation.logEvent(event, 'course-v1:A+B+C', at(0));
    await implementation.logEvent(withoutCourse, null, at(0));
    expect(await eventLog.find(event.id, at(1))).toEqual({ event, courseId: 'course-v1:A+B+C' });
    expect(await eventLog.find(withoutCourse.id, at(1))).toEqual({ event: withoutCourse, courseId: null });
    expect(await eventLog.find('evt_none', at(1))).toBeUndefined();
  });
});
