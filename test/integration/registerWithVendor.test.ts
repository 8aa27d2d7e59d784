import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRegistrationStore } from '../../src/store/registrations/registrations.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { aLearner } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { attemptRequest, storedExam } from '../support/scenarios/stored.ts';
import { anUnreachableVendor, aVendor } from '../support/vendors.ts';

let stores: FreshStores;
beforeAll(async () => {
  stores = await freshStores();
});

const currentOf = (examId: number, { userId }: { userId: number }) => stores.ports.attempts.readCurrent(examId, userId);

/** The reservation in the directory. */
async function reservationOf(examId: number, { userId }: { userId: number }) {
  const Key = { key: `vendor#${examId}#${userId}` };
  return (await stores.client.send(new GetCommand({ TableName: stores.tables.directory, Key }))).Item;
}

/** A released reservation: nothing is left to reuse. */
const RELEASED = ['expires_at', 'key', 'learner_id', 'taken_at'];

describe('creating a proctored attempt', () => {
  it('stores the vendor’s external id, and leaves only the times of the reservation', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests } = aVendor(async () => ({ externalId: 'LOCATOR' }));
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect(await currentOf(examId, learner)).toEqual(attempt);
    expect(attempt).toMatchObject({ externalId: 'LOCATOR', backend: 'software_secure', status: 'created' });
    expect(requests).toMatchObject([
      { attemptCode: attempt.attemptCode, allowedMinutes: 90, isSampleAttempt: false, reviewPolicy: null },
    ]);
    expect(Object.keys((await reservationOf(examId, learner)) ?? {}).sort()).toEqual(RELEASED);
  });
});

describe('a registration that a manual edit gave an unknown status', () => {
  it('is reused without the status, as an answer of a vendor would be', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { vendors, requests } = aVendor(async () => ({ externalId: 'KEPT', onboarding: 'onboarding_missing' }));
    const failing = { ...stores.ports.attempts, create: () => Promise.reject(new Error('the database failed')) };
    const first = { ...stores.ports, vendors, attempts: failing };
    await expect(createAttempt(first, learner, attemptRequest(examId))).rejects.toThrow('the database failed');
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.directory,
        Key: { key: `vendor#${examId}#${learner.userId}` },
        UpdateExpression: 'SET registered.onboarding = :status',
        ConditionExpression: 'registered.onboarding = :before',
        ExpressionAttributeValues: { ':status': 'onboarding_odd', ':before': 'onboarding_missing' },
      }),
    );
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, attemptRequest(examId));
    expect([attempt.status, attempt.externalId, requests.length]).toEqual(['created', 'KEPT', 1]);
  });
});

describe('registrations of a learner for an exam within an hour', () => {
  it('use no more space for repeated failures', async () => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const registrations = createRegistrationStore(stores.client, stores.tables, 2);
    // In the future: DynamoDB Local deletes expired items during the test.
    const start = Date.now();
    for (let hour = 1; hour <= runs(4, 10); hour++) {
      const clock = () => new Date(start + hour * 3_600_000).toISOString();
      const ports = { ...stores.ports, vendors: anUnreachableVendor().vendors, registrations, clock };
      for (let time = 0; time < 3; time++) await createAttempt(ports, learner, attemptRequest(examId)).catch(() => {});
    }
    expect((await reservationOf(examId, learner))?.taken_at).toHaveLength(2);
  });
});
