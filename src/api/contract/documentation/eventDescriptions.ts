import { WEBHOOK_DESCRIPTIONS } from './webhookDescriptions.ts';

/** Descriptions of the fields of events and webhooks. */
export const EVENT_DESCRIPTIONS: Readonly<Record<string, string>> = {
  ...WEBHOOK_DESCRIPTIONS,
  event_id: 'The id of the event, such as `evt_…`.',
  'listEvents.type': 'A type of event, or the beginning of several with `*`, such as `proctoring.attempt.*`.',
  'listEvents.course_id':
    'Events of this course only; global staff may omit it. An event without a course is in no course’s list.',
  'listEvents.since':
    'Events logged from then on, in place of the oldest stored ones. With a cursor the later of both counts.',
  'listEvents.cursor': 'The `next_cursor` of an earlier answer to a request with the same `course_id`.',
  'listEvents.results': 'The events of this page, oldest first, by the time of their logging.',
  'listEvents.next_cursor':
    'The bookmark of the next request; store it together with the effects of these events. It is never null.',
  has_more: 'Whether the next request lists more at once; otherwise poll again later.',

  'ProctoringEvent.specversion': 'The version of CloudEvents.',
  'ProctoringEvent.id': 'Identifies the change: an event that is received twice has the same id.',
  'ProctoringEvent.source': 'The service: the setting `PUBLIC_URL`. Source and id together are unique.',
  'ProctoringEvent.type':
    '`proctoring.attempt.STATUS.v1` with the new status (`other` for a status written manually), `proctoring.attempt.removed.v1`, `proctoring.review.stored.v1`, `proctoring.review.replaced.v1`, `proctoring.allowance.set.v1` or `proctoring.allowance.removed.v1`.',
  'ProctoringEvent.subject': 'The changed object. Events of one subject are ordered by `sequence`.',
  'ProctoringEvent.time': 'The time of the change, in UTC.',
  'ProctoringEvent.datacontenttype': 'The media type of `data`.',
  'ProctoringEvent.sequence':
    'Rises with each change of the subject; to be compared as text. An event with a lower one is outdated.',
  'ProctoringEvent.partitionkey': 'Groups events that are to be processed in order.',
  'ProctoringEvent.data': 'The change, with ids only, except for what a webhook includes.',

  'AttemptEventData.attempt': 'The attempt; its flags are those before the change.',
  'AttemptEventData.attempt_number': 'Always null: the service does not count attempts.',
  'AttemptEventData.version': 'The number of the attempt’s change.',
  'AttemptEventData.status':
    'The status after the change; of a removal the last one. Null if a manual edit removed it.',
  'AttemptEventData.previous_status': 'The status before; null for a removal.',
  'AttemptEventData.reason':
    'Null unless sent to a webhook that includes `reason`: it may name persons. The history has it.',
  'AllowanceEventData.reason': 'Always null: changes of allowances have no reason.',
  'ReviewEventData.review': 'The review without the reviewers’ remarks.',
  'ReviewEventData.attempt': 'The reviewed attempt, live or removed.',
  'ReviewEventData.version': 'The number of the delivery, from 1.',
  'ReviewEventData.status': 'The verdict in the vendor’s terms.',
  'AllowanceEventData.allowance': 'The allowance without its value.',
  'allowance.id': 'The service’s id of the allowance.',
  'AllowanceEventData.version': 'Unique to one change of the allowance.',
  'exam.type': 'The type of the exam; null if it no longer exists.',
  learner: 'The learner; null if unknown.',
  'learner.id': 'The LMS’s id of the learner.',
  'learner.username': 'Only in events sent to a webhook that includes `learner`; null if it is unknown or was erased.',
  'learner.email': 'As the username.',
};
