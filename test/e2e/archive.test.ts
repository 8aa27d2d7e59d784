import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import {
  act,
  attemptPath,
  codePath,
  history,
  newAttempt,
  readAttempt,
  remove,
  request,
  STAFF_PERSON,
} from '../support/api.ts';
import { useLocalStack } from '../support/localStack.ts';

const stack = useLocalStack();

/** The rules of the archive, over HTTP and through the real stream. */
describe('the history', () => {
  it('has no entry for a creation or an edit, and the edited attempt before a status change', async () => {
    const attempt = await newAttempt();
    await request('PATCH', attemptPath(attempt.id), { json: { student_name: 'Edited' } });
    await act(attempt.id, 'start', attempt.learner);
    const [entry, ...otherEntries] = await history(attempt.code, 1);
    expect(otherEntries).toEqual([]);
    expect(entry).toMatchObject({
      id: attempt.id,
      status: 'created',
      student_name: 'Edited',
      started_at: null,
      change: 'status_changed',
      to_status: 'started',
      changed_by: { role: 'learner', user_id: attempt.learner.id },
    });
  });

  it('has exactly one entry for a removal: the whole attempt as it was', async () => {
    const attempt = await newAttempt();
    const { accessibility_time_string, time_remaining_seconds, ...asItWas } = await readAttempt(attempt.id);
    expect((await remove(attempt.id, 'given again')).status).toBe(200);
    const entries = await history(attempt.code, 1);
    expect(entries).toEqual([
      {
        ...asItWas,
        time_remaining_seconds: null,
        change: 'removed',
        to_status: null,
        changed_at: expect.any(String),
        changed_by: { role: 'staff', user_id: STAFF_PERSON.id },
        reason: 'given again',
      },
    ]);
  });

  it('keeps every entry of a reused code, newest first', async () => {
    const first = await newAttempt({ student_name: 'John. D' });
    await remove(first.id);
    const reused = await newAttempt({ ...first.create, student_name: 'John. D Updated' });
    expect(reused.id).toBeGreaterThan(first.id);
    await remove(reused.id);
    const entries = await history(first.code, 2);
    expect(entries.map(entry => [entry.id, entry.student_name])).toEqual([
      [reused.id, 'John. D Updated'],
      [first.id, 'John. D'],
    ]);
    const located = await request('GET', codePath(first.code));
    expect(located.body).toMatchObject({ is_archived: true, attempt: { student_name: 'John. D Updated' } });
  });

  it('is paged', async () => {
    const attempt = await newAttempt();
    await act(attempt.id, 'start', attempt.learner);
    await act(attempt.id, 'stop', attempt.learner);
    await act(attempt.id, 'submit', attempt.learner);
    await history(attempt.code, 3);
    const statuses: string[] = [];
    let cursor = '';
    do {
      const { body } = await request('GET', codePath(attempt.code, `/history?limit=2&cursor=${cursor}`));
      statuses.push(...body.results.map((result: { to_status: string }) => result.to_status));
      cursor = body.next_cursor;
    } while (cursor);
    expect(statuses).toEqual(['submitted', 'ready_to_submit', 'started']);
  });

  it('has manual changes, by an unknown actor', async () => {
    const attempt = await newAttempt();
    const client = DynamoDBDocumentClient.from(localDynamodbClient(stack.dynamodbEndpoint));
    const key = { TableName: stack.tables.AttemptsTable, Key: { attempt_id: attempt.id } };
    await client.send(
      new UpdateCommand({
        ...key,
        UpdateExpression: 'SET #status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': 'verified' },
      }),
    );
    await client.send(new DeleteCommand(key));
    const entries = await history(attempt.code, 2);
    expect(entries).toMatchObject([
      { change: 'removed', status: 'verified', changed_by: { role: 'unknown' } },
      { change: 'status_changed', to_status: 'verified', changed_by: { role: 'unknown' } },
    ]);
    const located = await request('GET', codePath(attempt.code));
    expect(located.body).toMatchObject({ is_archived: true, attempt: { id: attempt.id, status: 'verified' } });
  });
});
