import { EVENT_EXAMPLES } from '../../src/api/contract/documentation/eventExamples.ts';
import * as events from '../../src/api/events/contract.ts';
import { EVENT_TYPES } from '../../src/domain/events/eventTypes.ts';
import { descriptionOf } from './descriptions.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

/** The schema of the data, by the second part of the type. */
const DATA_SCHEMAS = {
  attempt: events.attemptEventData,
  review: events.reviewEventData,
  allowance: events.allowanceEventData,
  webhook: events.webhookEventData,
};

const HEADER_EXAMPLES = {
  'webhook-id': EVENT_EXAMPLES.attempt.id,
  'webhook-timestamp': '1762088714',
  'webhook-signature': 'v1,JVd6O/Ni2qcRK/4HV7XR04SAUzsDGVlb2C27a8/QN/s=',
};

/** The requests of webhooks, one for each type of event. */
export function eventWebhooks(schemas: Schemas): JsonSchema {
  return Object.fromEntries(EVENT_TYPES.map(type => [type, { post: eventOperation(type, schemas) }]));
}

function eventOperation(type: string, schemas: Schemas): JsonSchema {
  const family = type.split('.')[1] as keyof typeof DATA_SCHEMAS;
  const data = schemas.toJson(DATA_SCHEMAS[family](), 'output');
  const schema = {
    allOf: [
      schemas.toJson(events.proctoringEvent(), 'output'),
      {
        properties: {
          type: { const: type, ...descriptionOf('type', 'event') },
          data: { ...data, ...descriptionOf('data', 'event') },
        },
      },
    ],
  };
  return {
    operationId: type.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()),
    tags: ['Webhooks'],
    summary: `The event \`${type}\``,
    description: 'The service posts this to the URL of each active webhook whose types and courses include it, signed.',
    security: [],
    parameters: Object.entries(HEADER_EXAMPLES).map(([name, example]) => ({
      name,
      in: 'header',
      required: true,
      schema: { type: 'string' },
      ...descriptionOf(name),
      example,
    })),
    requestBody: {
      required: true,
      content: { 'application/cloudevents+json': { schema, example: { ...EVENT_EXAMPLES[family], type } } },
    },
    responses: {
      '2XX': { description: 'Accepted' },
      410: { description: 'Gone: the webhook is disabled' },
      default: { description: 'Any other answer, or none within 15 seconds, is a failure: the event is sent again' },
    },
  };
}
