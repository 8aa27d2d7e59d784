import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../simulator/vendorLog.ts';
import { act, codePath, createAsLearner, newExam, readAttempt, remove, request, V1_EXAM } from '../support/api.ts';
import { until } from '../support/until.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';
import { signedBackend } from '../support/vendorGateway.ts';

/** Traffic between the service and its vendors after the registration of an attempt. */
const gateway = useVendorGateway();

/** A registered attempt at an exam with its own plan in the simulator. */
async function registered(backend: string, plan: object = {}) {
  const exam_id = await newExam({ backend });
  await gateway.control.plan({ exam_id, verdict: null, ...plan });
  const { id, learner } = await createAsLearner(exam_id);
  const { attempt_code: code, external_id: externalId } = await readAttempt(id);
  return { id, exam_id, learner, code: code as string, externalId: externalId as string };
}
type Registered = Awaited<ReturnType<typeof registered>>;

const reviewOf = (code: string) => request('GET', codePath(code, '/review'));
const deliver = ({ externalId: external_id }: Registered, delivery: object) =>
  gateway.control.deliver({ external_id, ...delivery });

describe.each(['software_secure', 'proctortrack'])('the review of %s', backend => {
  it('is delivered at the planned time', async () => {
    const { id, code } = await registered(backend, { verdict: 'violation', delay_ms: 1000, copies: 3, case: 'upper' });
    await until(
      () => readAttempt(id),
      ({ status }) => status === 'rejected',
    );
    expect((await reviewOf(code)).body).toMatchObject({ version: 1, earlier_versions: [] });
  });

  it('delivered ten times concurrently, and then in upper case, is stored once', async () => {
    const attempt = await registered(backend);
    expect(await deliver(attempt, { verdict: 'clean', copies: 10 })).toEqual(Array(10).fill(200));
    await deliver(attempt, { verdict: 'clean', case: 'upper' });
    expect((await reviewOf(attempt.code)).body).toMatchObject({ version: 1, earlier_versions: [] });
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'verified' });
  });

  it('out of order: the first arrival counts', async () => {
    const attempt = await registered(backend);
    const delivery = { verdict: ['suspicious', 'violation'], out_of_order: true };
    expect(await deliver(attempt, delivery)).toEqual([200, 400]);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'rejected' });
  });
});

describe('a vendor whose verdicts may change', () => {
  it('out of order: every version is stored', async () => {
    const attempt = await registered(signedBackend('examity'));
    const delivery = { scheme: 'examity', verdict: ['violation', 'clean'], out_of_order: true };
    expect(await deliver(attempt, delivery)).toEqual([200, 200]);
    expect((await reviewOf(attempt.code)).body).toMatchObject({
      version: 2,
      review_status: 'Rules Violation',
      earlier_versions: [{ review_status: 'Clean' }],
    });
  });
});

describe('a delivery from another sender', () => {
  const SIGNED = ['secret', 'body', 'stale', 'unsigned', 'truncated'];
  const MISDIRECTED = { code: 400, locator: 400 };
  const rejections = (forgeries: string[], status: number) =>
    Object.fromEntries(forgeries.map(forgery => [forgery, status]));

  it.each([
    ['standard_webhooks', signedBackend('standard_webhooks'), rejections(SIGNED, 401)],
    ['examity', signedBackend('examity'), rejections(SIGNED, 401)],
    // This scheme signs no time.
    [
      'meazure',
      signedBackend('meazure'),
      rejections(
        SIGNED.filter(forgery => forgery !== 'stale'),
        401,
      ),
    ],
    // The token does not cover the body, so a changed body is accepted.
    ['jwt', signedBackend('jwt'), { ...rejections(['secret', 'stale', 'unsigned'], 401), truncated: 400 }],
    ['none', 'software_secure', { truncated: 400 }],
    ['none', 'proctortrack', { ...rejections(['secret', 'stale', 'unsigned'], 401), truncated: 400 }],
  ])(
    'signed with %s for %s is rejected and changes nothing; the valid one is accepted',
    async (scheme, backend, options) => {
      const attempt = await registered(backend);
      for (const [forge, status] of Object.entries({ ...MISDIRECTED, ...options })) {
        expect([forge, await deliver(attempt, { scheme, forge, verdict: 'clean' })]).toEqual([forge, [status]]);
      }
      expect((await reviewOf(attempt.code)).status).toBe(404);
      expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
      expect(await deliver(attempt, { scheme, verdict: 'clean' })).toEqual([200]);
      expect(await readAttempt(attempt.id)).toMatchObject({ status: 'verified' });
    },
  );

  it('with the code in another case is rejected', async () => {
    const attempt = await registered('software_secure');
    expect(await deliver(attempt, { verdict: 'clean', case: 'lower' })).toEqual([400]);
  });
});

/** The notifications of the attempt in order, with the vendor's answers. */
async function notificationsOf({ externalId }: Registered): Promise<(string | number | undefined)[][]> {
  await gateway.settled();
  const entries = (await gateway.control.entries()).filter(({ path }) => path.endsWith(`/attempt/${externalId}/`));
  return entries.map(({ what: callName, body, failure, status }) => [
    (body as { status?: string } | undefined)?.status ?? callName,
    failure ?? status,
  ]);
}

describe('notifications to a REST vendor', () => {
  it('have the status changes of each attempt, in order', async () => {
    const attempts = await Promise.all(Array.from({ length: 5 }, () => registered('proctortrack')));
    await Promise.all(
      attempts.map(async ({ id, learner }, index) => {
        await act(id, 'start', learner);
        await act(id, index % 2 === 0 ? 'submit' : 'error', learner);
        await remove(id);
      }),
    );
    for (const [at, attempt] of attempts.entries()) {
      expect(await notificationsOf(attempt)).toEqual([
        ['started', 200],
        [at % 2 === 0 ? 'submitted' : 'error', 200],
        ['removal', 200],
      ]);
    }
  });

  it('that failed are retried in order', async () => {
    const attempt = await registered('proctortrack', { failures: [{ on: 'notice', how: 'status', times: 4 }] });
    await act(attempt.id, 'start', attempt.learner);
    await act(attempt.id, 'submit', attempt.learner);
    expect(await notificationsOf(attempt)).toEqual([
      ...Array(4).fill(['started', 'status']),
      ['started', 200],
      ['submitted', 200],
    ]);
  });

  it('lead to a review of a submitted attempt', async () => {
    const attempt = await registered('proctortrack', { verdict: 'clean', review_after: 'submitted', delay_ms: 0 });
    await act(attempt.id, 'start', attempt.learner);
    await act(attempt.id, 'submit', attempt.learner);
    await gateway.settled();
    await until(
      () => readAttempt(attempt.id),
      ({ status }) => status === 'verified',
    );
  });

  it('of a removal are sent afterwards: no request waits for a vendor that hangs', async () => {
    const attempt = await registered('proctortrack', { failures: [{ on: 'removal', how: 'hang', times: 1 }] });
    expect((await remove(attempt.id)).status).toBe(200);
    expect((await request('GET', codePath(attempt.code))).body).toMatchObject({ is_archived: true });
    // The vendor removed the attempt despite the error, so the retry finds none: that is success.
    expect(await notificationsOf(attempt)).toEqual([
      ['removal', 'hang'],
      ['removal', 404],
    ]);
  });

  it('of a removal are sent once if the vendor no longer has the attempt', async () => {
    const attempt = await registered('proctortrack', { failures: [{ on: 'removal', how: 'status', status: 404 }] });
    await remove(attempt.id);
    expect(await notificationsOf(attempt)).toEqual([['removal', 'status']]);
  });
});

describe('the erasure of a learner', () => {
  it('uses the vendor’s pseudonym, and is sent once', async () => {
    const { learner } = await registered('proctortrack');
    const erase = () => request('POST', `/api/edx_proctoring/v1/retire_backend_user/${learner.id}/`);
    expect(await erase()).toMatchObject({ status: 200, body: { proctortrack: true } });
    expect(await erase()).toMatchObject({ status: 200, body: { proctortrack: false } });
    const notifications = (await gateway.control.entries()).filter(
      ({ what: callName, backend }) => callName === 'learner' && backend === 'proctortrack',
    );
    expect(notifications.map(({ answer }) => answer)).toEqual([true, false]);
    expect(notifications[0]?.path).not.toContain(String(learner.id));
  });
});

describe('PSI', () => {
  it('is sent the registration only', async () => {
    const attempt = await registered('software_secure');
    await act(attempt.id, 'start', attempt.learner);
    await act(attempt.id, 'submit', attempt.learner);
    await remove(attempt.id);
    await gateway.settled();
    const received = (await gateway.control.entries()).filter(
      ({ backend, direction }) => backend === 'software_secure' && direction === 'received',
    );
    expect(new Set(received.map(({ what: callName }) => callName))).toEqual(new Set(['registration']));
  });
});

describe('notifications of an exam to a REST vendor', () => {
  const examAnswers = async (examId: number): Promise<LogEntry[]> => {
    await gateway.settled();
    const isOfExam = ({ body }: LogEntry) => (body as { id?: number } | undefined)?.id === examId;
    return (await gateway.control.entries()).filter(entry => entry.what === 'exam' && isOfExam(entry));
  };
  const readExam = async (exam_id: number) => (await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body;

  it('are sent when it is saved, and store its external id', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    const [notification, ...otherNotifications] = await examAnswers(exam_id);
    expect(otherNotifications).toEqual([]);
    expect(notification).toMatchObject({ status: 200, body: { name: 'Midterm: Thermodynamics', is_active: true } });
    expect(notification?.answer).toEqual({ id: (await readExam(exam_id)).external_id });
  });

  it('are sent for changes, and once when it is no longer proctored', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    await gateway.settled();
    const { external_id } = await readExam(exam_id);
    const changes = [{ exam_name: 'Final' }, { time_limit_mins: 45 }, { is_proctored: false }, { exam_name: 'Quiz' }];
    for (const change of changes) {
      expect((await request('PUT', V1_EXAM, { json: { exam_id, ...change } })).status).toBe(200);
      await gateway.settled();
    }
    const [, ...notifications] = await examAnswers(exam_id);
    expect(notifications.map(({ path, body }) => [path.split('/exam/')[1], body])).toMatchObject([
      [`${external_id}/`, { name: 'Final', is_active: true }],
      [`${external_id}/`, { is_proctored: false, is_active: false }],
    ]);
  });

  it('that failed are retried', async () => {
    const exam_id = await newExam({ backend: 'proctortrack' });
    await gateway.settled();
    await gateway.control.plan({ exam_id, failures: [{ on: 'exam', how: 'reset', times: 4 }] });
    await request('PUT', V1_EXAM, { json: { exam_id, exam_name: 'Final' } });
    expect((await examAnswers(exam_id)).at(-1)).toMatchObject({ status: 200, body: { name: 'Final' } });
  });
});
