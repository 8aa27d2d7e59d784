import { type EventPorts, listEvents } from '../../usecases/events/listEvents.ts';
import { readEvent } from '../../usecases/events/readEvent.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** Events for an LMS that polls. */
export function eventRoutes(ports: EventPorts): Route[] {
  return [
    serve(contract.listEvents, async ({ caller, query: { type, course_id, since, cursor, limit } }) => {
      const query = { type, courseId: course_id, since: since ?? undefined, cursor: cursor || undefined, limit };
      const { events, nextCursor, hasMore } = await listEvents(ports, caller, query);
      return ok({ results: events, next_cursor: nextCursor, has_more: hasMore });
    }),
    serve(contract.readEvent, async ({ caller, params }) => ok(await readEvent(ports, caller, params.event_id))),
  ];
}
