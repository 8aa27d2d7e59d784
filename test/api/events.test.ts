import { DynamoDBDocumentClient, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { act, newAttempt, newExam, postReview, remove, request, reviewFor } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { SETTLED_PATH } from '../support/gateway/gateway.ts';

const PATH = '/api/proctoring/v1/events';
const c = encodeURIComponent;

let client: DynamoDBDocumentClient;
beforeAll(() => {
  client = DynamoDBDocumentClient.from(localDynamodbClient(inject('stackEndpoint')));
});
afterAll(() => client.destroy());

/** Lets the streams end, and moves the events of the course back by two minutes: those of the last one are not listed. */
async function settle(course: string) {
  await fetch(inject('stackUrl') + SETTLED_PATH);
  const { EventsTable: TableName } = inject('stackTables');
  const filter = { FilterExpression: 'course_id = :course', ExpressionAttributeValues: { ':course': course } };
  for await (const { event_id, logged_at } of itemsOf({ TableName, ...filter })) {
    const at = Number(String(logged_at).slice(0, 13)) - 120_000;
    const day = new Date(at).toISOString().slice(0, 10);
    await client.send(
      new UpdateCommand({
        TableName,
        Key: { event_id },
        UpdateExpression: 'SET logged_on = :on, logged_at = :at',
        ExpressionAttributeValues: { ':on': `${day}#0`, ':at': `${at}#${event_id}` },
      }),
    );
  }
}

async function* itemsOf(input: ConstructorParameters<typeof ScanCommand>[0]) {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ ...input, ...(from && { ExclusiveStartKey: from }) }));
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

const since = new Date(Date.now() - 600_000).toISOString();
const list = (course: string, query = '') => request('GET', `${PATH}?course_id=${c(course)}&since=${since}${query}`);
const staffOf = (course: string) => ({ id: 901, courses: [course] });

describe('the events of an attempt', () => {
  it('are listed from the bookmark on, and read one by one', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course });
    const first = await list(course);
    expect([first.status, first.body]).toEqual([
      200,
      { results: [], next_cursor: expect.any(String), has_more: false },
    ]);

    const attempt = await newAttempt({ exam_id });
    await act(attempt.id, 'start', attempt.learner);
    await act(attempt.id, 'submit', attempt.learner);
    expect((await postReview(reviewFor(attempt))).status).toBe(200);
    await request('PUT', '/api/edx_proctoring/v1/proctored_exam/allowance', {
      json: { exam_id, user_info: attempt.learner.id, key: 'additional_time_granted', value: '5' },
    });
    await remove(attempt.id, 'Mina asked for it');
    await settle(course);

    const types = [
      'attempt.started',
      'attempt.submitted',
      'attempt.verified',
      'attempt.removed',
      'review.stored',
      'allowance.set',
    ];
    const { body } = await list(course);
    expect(body.results.map(({ type }: { type: string }) => type).sort()).toEqual(
      types.map(type => `proctoring.${type}.v1`).sort(),
    );
    expect(JSON.stringify(body)).not.toMatch(/Mina|user\d+|personal\.example/);
    const verified = body.results.find(({ type }: { type: string }) => type === 'proctoring.attempt.verified.v1');
    expect(verified).toMatchObject({
      ...{ specversion: '1.0', subject: `attempts/${attempt.id}`, partitionkey: String(attempt.id) },
      data: {
        attempt: { id: attempt.id, attempt_code: attempt.code, status: 'verified', previous_status: 'submitted' },
        exam: { id: exam_id, course_id: course, type: 'proctored' },
        learner: { id: attempt.learner.id },
        changed_by: { role: 'vendor', user_id: null },
      },
    });

    const single = await request('GET', `${PATH}/${verified.id}`, { as: staffOf(course) });
    expect([single.status, single.body]).toEqual([200, verified]);
    const attempts = await list(course, '&type=proctoring.attempt.*&limit=3');
    expect(attempts.body).toMatchObject({ has_more: true, results: { length: 3 } });
    const rest = await list(course, `&type=proctoring.attempt.*&cursor=${attempts.body.next_cursor}`);
    expect(rest.body).toMatchObject({ has_more: false, results: { length: 1 } });
    expect((await list(course, `&cursor=${rest.body.next_cursor}`)).body.results).toEqual([]);
  });

  it('are one for each item of the history', async () => {
    const course = newCourseId();
    const attempt = await newAttempt({ exam_id: await newExam({ course_id: course }) });
    await act(attempt.id, 'decline', attempt.learner);
    await settle(course);
    const { Items: [item] = [] } = await client.send(
      new QueryCommand({
        TableName: inject('stackTables').HistoryTable,
        KeyConditionExpression: 'attempt_code = :code',
        ExpressionAttributeValues: { ':code': attempt.code },
      }),
    );
    expect(item?.after).toEqual({
      version: 2,
      ...(item?.after.completed_at && { completed_at: item.after.completed_at }),
    });
    expect((await list(course)).body.results).toMatchObject([
      { type: 'proctoring.attempt.declined.v1', sequence: '0000000002', data: { attempt: { version: 2 } } },
    ]);
  });
});

describe('a request for events', () => {
  it.each(['limit=0', 'limit=501', 'type=Proctoring', 'type=*a', 'since=yesterday', 'cursor=x', 'course_id=a%20b'])(
    'is rejected with %s',
    async query => {
      expect((await request('GET', `${PATH}?${query}`)).status).toBe(400);
    },
  );

  it('is rejected with the cursor of another course, or of all', async () => {
    const [course, other] = [newCourseId(), newCourseId()];
    const { next_cursor } = (await list(course)).body;
    expect((await list(course, `&cursor=${next_cursor}`)).status).toBe(200);
    const answers = [
      await list(other, `&cursor=${next_cursor}`),
      await request('GET', `${PATH}?cursor=${next_cursor}`),
    ];
    for (const { status, body } of answers) {
      expect([status, body.errors]).toEqual([400, [expect.objectContaining({ pointer: '/cursor' })]]);
    }
  });

  it('is for global staff, and for staff of the course that it names', async () => {
    const course = newCourseId();
    const ask = (query: string) => request('GET', `${PATH}${query}`, { as: staffOf(course) });
    expect((await ask(`?course_id=${c(course)}`)).status).toBe(200);
    expect((await ask(`?course_id=${c(newCourseId())}`)).status).toBe(403);
    expect((await ask('')).status).toBe(403);
    expect((await request('GET', PATH)).status).toBe(200);
  });

  it('for an unknown one is a 404 for global staff', async () => {
    const { status, body } = await request('GET', `${PATH}/evt_none`);
    expect([status, body.type]).toEqual([404, 'urn:proctoring:problem:event_not_found']);
  });
});
