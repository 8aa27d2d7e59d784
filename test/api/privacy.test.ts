import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import {
  act,
  codePath,
  history,
  newAttempt,
  newExam,
  postReview,
  readAttempt,
  remove,
  request,
  reviewFor,
} from '../support/api.ts';

const V1 = '/api/edx_proctoring/v1';
let client: DynamoDBDocumentClient;

beforeAll(() => {
  client = DynamoDBDocumentClient.from(localDynamodbClient(inject('stackEndpoint')));
});
afterAll(() => client.destroy());

/** All stored items of the stack, with bytes as text. */
async function everything(): Promise<string> {
  const tables = await Promise.all(
    Object.values(inject('stackTables')).map(async TableName => {
      const texts: string[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(new ScanCommand({ TableName, ...(from && { ExclusiveStartKey: from }) }));
        texts.push(JSON.stringify(page.Items));
        from = page.LastEvaluatedKey;
      } while (from);
      return texts.join();
    }),
  );
  return tables.join();
}

describe('erasing a learner', () => {
  it('removes all personal data, with or without a trailing slash in the path', async () => {
    const first = await newAttempt({ student_name: 'Quillfeather One' });
    const { learner } = first;
    const user = { ...first.create.user, username: 'quillfeather', email: 'quillfeather@personal.example' };
    const second = await newAttempt({ exam_id: await newExam(), user, student_name: 'Quillfeather Two' });
    await act(first.id, 'start', learner);
    await act(first.id, 'error', learner);
    expect((await postReview(reviewFor(second, { overAllComments: 'Quillfeather looked away' }))).status).toBe(200);
    await remove(second.id, 'Quillfeather asked for it');
    expect((await everything()).toLowerCase()).toContain('quillfeather');
    // At once: the archive may not have processed anything yet.
    const answer = await request('POST', `${V1}/retire_user/${learner.id}/`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await history(second.code, 2)).toMatchObject([{ student_name: '' }, { student_name: '' }]);
    expect(await history(first.code, 2)).toMatchObject([{ student_name: '' }, { student_name: '' }]);
    expect(await readAttempt(first.id)).toMatchObject({ status: 'error', student_name: '', user: { username: '' } });
    const located = (await request('GET', codePath(second.code))).body;
    expect(located).toMatchObject({ is_archived: true, attempt: { status: 'verified', student_name: '' } });
    const { status, body } = await request('GET', codePath(second.code, '/review'));
    expect([status, body.review_status, body.video_url]).toEqual([200, 'Clean', null]);
    expect((await request('GET', codePath(second.code, '/review/payload'))).status).toBe(404);
    expect((await everything()).toLowerCase()).not.toContain('quillfeather');
    expect((await request('POST', `${V1}/retire_user/${learner.id}`)).status).toBe(204);
  });

  it.each(['x', '0', '-1', '1.5', '9007199254740992'])('rejects the id %s', async id => {
    expect((await request('POST', `${V1}/retire_user/${id}/`)).status).toBe(400);
    expect((await request('POST', `${V1}/retire_backend_user/${id}/`)).status).toBe(400);
  });
});

describe('requesting erasure at the vendors', () => {
  it('succeeds without a connected vendor', async () => {
    expect((await request('POST', `${V1}/retire_backend_user/7`)).body).toEqual({});
  });
});
