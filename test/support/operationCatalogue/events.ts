import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ProctoringEvent } from '../../../src/domain/events/event.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { toEventItem } from '../../../src/store/events/eventItem.ts';
import { toHistoryItem } from '../../../src/store/history/historyItem.ts';
import { readStreamRecord } from '../../../src/store/history/streamRecord.ts';
import { anEvent } from '../builders.ts';
import { statusChanges } from './background.ts';
import { type Course, invocation } from './course.ts';
import type { Operation } from './operation.ts';
import { withWebhooks } from './webhooks.ts';

const PATH = '/api/proctoring/v1/events';
/** As an LMS reads them. */
const PAGE = 25;

/** The records of the history that the archive writes of 100 status changes. */
export function archivedChanges(course: Course): DynamoDBRecord[] {
  return statusChanges(course).map(record => {
    const change = readStreamRecord(record);
    const by = { role: 'learner', userId: 7 } as const;
    const archived = {
      change: 'status_changed',
      toStatus: 'submitted',
      changedAt: change.at,
      by,
      reason: null,
    } as const;
    const NewImage = toHistoryItem(change, archived, null);
    const { attempt_code, change_key } = NewImage;
    return {
      ...record,
      eventName: 'INSERT',
      dynamodb: { ...record.dynamodb, Keys: { attempt_code, change_key }, OldImage: undefined, NewImage },
    } as DynamoDBRecord;
  });
}

/** The id has the present time. */
function eventOf(course_id: string): ProctoringEvent {
  const { id, data, ...event } = anEvent();
  const time = Date.now().toString(16).padStart(12, '0');
  const exam = { id: 1, course_id, content_id: 'exam', type: 'proctored' as const };
  return { ...event, id: id.replace(/(?<=^evt_).{12}/, time), data: { ...data, exam } as ProctoringEvent['data'] };
}

/** Events of the course as of the last minutes, or of another age. */
export async function logPage({ service, courseId }: Course, ageSeconds = 100): Promise<ProctoringEvent[]> {
  const loggedAt = laterBy(new Date().toISOString(), -ageSeconds);
  const events = Array.from({ length: PAGE }, () => eventOf(courseId));
  const writes = events.map(event => ({
    PutRequest: { Item: toEventItem({ event, courseId }, { loggedAt, retentionDays: 30 }) },
  }));
  await service.client.send(new BatchWriteCommand({ RequestItems: { [service.tables.events]: writes } }));
  return events;
}

/** The log of events, and its lists. */
export const EVENT_OPERATIONS: readonly Operation[] = [
  {
    id: 'log_100_events',
    title: 'the events of 100 status changes are logged',
    function: 'events',
    async prepare(course) {
      await withWebhooks(course, 0);
      return { function: 'events', event: { Records: archivedChanges(course) } };
    },
  },
  {
    id: 'queue_100_events',
    title: 'the events of 100 status changes are logged and queued, for the first time since a webhook was changed',
    function: 'events',
    async prepare(course) {
      await withWebhooks(course, 1, { types: ['*'] });
      return { function: 'events', event: { Records: archivedChanges(course) } };
    },
  },
  {
    id: 'poll_events',
    title: 'a page of 25 events of a course',
    function: 'lists',
    async prepare(course) {
      await logPage(course);
      const query = {
        course_id: course.courseId,
        since: laterBy(new Date().toISOString(), -110),
        limit: String(PAGE),
      };
      return invocation('lists', 'GET', PATH, course.staff, { query });
    },
  },
  {
    id: 'read_event',
    title: 'an event is read',
    function: 'lists',
    async prepare(course) {
      const [event] = await logPage(course);
      return invocation('lists', 'GET', `${PATH}/${event?.id}`, course.staff);
    },
  },
];
