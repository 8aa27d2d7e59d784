import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { tablesForStage } from '../../dev/dynamodb/tableDefinitions.ts';
import { type Service, startService } from '../support/bundledService/service.ts';
import { openCourse } from '../support/operationCatalogue/course.ts';
import { archivedChanges } from '../support/operationCatalogue/events.ts';
import { withWebhooks } from '../support/operationCatalogue/webhooks.ts';
import { type RecordingBus, startRecordingBus } from '../support/recordingBus.ts';

/** The function `events` as it is deployed, with a bus. */
let bus: RecordingBus;
let service: Service;

beforeAll(async () => {
  bus = await startRecordingBus();
  const definitions = tablesForStage(inject('serviceDefinition'), `v${randomBytes(5).toString('hex')}`);
  service = await startService({ database: { endpoint: inject('dynamodbEndpoint'), definitions }, env: bus.settings });
});
afterAll(async () => {
  await service?.stop();
  await bus.close();
});
beforeEach(() => {
  bus.state.isThrottled = false;
  bus.events.length = 0;
  bus.received.length = 0;
});

/** Ten changes of a course, which `invoke` delivers to the function. */
async function tenChanges() {
  const course = await openCourse(service);
  await withWebhooks(course, 1, { types: ['*'] });
  const records = archivedChanges(course).slice(0, 10);
  const invoke = async () =>
    (await service.invoke({ function: 'events', event: { Records: records } })) as DynamoDBBatchResponse;
  return { records, invoke, course };
}

async function loggedEvents(courseId: string) {
  const { Items = [] } = await service.client.send(new ScanCommand({ TableName: service.tables.events }));
  return Items.filter(item => item.course_id === courseId).map(({ event }) => JSON.parse(event));
}

const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);

describe('events on a bus of EventBridge', () => {
  it('are those of the log, put by one signed call for ten', async () => {
    const { invoke, course } = await tenChanges();
    expect(await invoke()).toEqual({ batchItemFailures: [] });
    expect(bus.events).toHaveLength(10);
    expect([...bus.events].sort(byId)).toEqual((await loggedEvents(course.courseId)).sort(byId));
    expect(bus.received.map(({ headers }) => headers)).toEqual([
      expect.objectContaining({
        'x-amz-target': 'AWSEvents.PutEvents',
        'content-type': 'application/x-amz-json-1.1',
        authorization: expect.stringContaining('/events/aws4_request'),
      }),
    ]);
  });

  it('are put when the record is delivered again, if the bus did not accept them', async () => {
    const { records, invoke, course } = await tenChanges();
    bus.state.isThrottled = true;
    const { batchItemFailures } = await invoke();
    expect(batchItemFailures).toEqual([{ itemIdentifier: records[0]?.dynamodb?.SequenceNumber }]);
    expect(await loggedEvents(course.courseId)).toHaveLength(10);
    bus.state.isThrottled = false;
    expect(await invoke()).toEqual({ batchItemFailures: [] });
    expect(await invoke()).toEqual({ batchItemFailures: [] });
    expect(bus.events).toHaveLength(10);
  });
});
