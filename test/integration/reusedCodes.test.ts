import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { createAttempt, type StaffAttemptRequest } from '../../src/usecases/attempts/createAttempt.ts';
import { locateForStaff } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios.ts';

/** Codes and external ids of removed attempts: used again in their own course, and in another one by global staff alone. */
let stores: FreshStores;
const [OWN, OTHER] = ['course-v1:Own+1+1', 'course-v1:Other+1+1'];
const STAFF_OF_OTHER = aCaller({ userId: 12, username: 'other', courseStaff: [OTHER] });
const STAFF_OF_OWN = aCaller({ userId: 11, username: 'own', courseStaff: [OWN] });

beforeAll(async () => {
  stores = await freshStores();
});

type Field = 'attemptCode' | 'externalId';
const IN_USE = { attemptCode: 'attempt_code_in_use', externalId: 'external_id_in_use' } as const;
const someone = () => {
  const id = Math.floor(Math.random() * 2 ** 40) + 1;
  return { id, username: `learner${id}`, email: '' };
};
const examIn = (courseId: string, given = {}) => storedExam(stores, { courseId, ...given });
const create = async (caller: Caller, courseId: string, onBehalf: StaffAttemptRequest) =>
  createAttempt(stores.ports, caller, {
    examId: await examIn(courseId),
    startClock: false,
    attemptProctored: true,
    onBehalf: { user: someone(), ...onBehalf },
  });

async function removed(): Promise<Attempt & { externalId: string }> {
  const attempt = await storedAttempt(stores, await examIn(OWN));
  await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
  return attempt;
}

/** As entries of external ids were stored before they said of which course. */
const withoutCourse = (externalId: string) =>
  stores.client.send(
    new UpdateCommand({
      TableName: stores.tables.directory,
      Key: { key: `external#${externalId.toLowerCase()}` },
      UpdateExpression: 'REMOVE course_id',
    }),
  );

describe.each(['attemptCode', 'externalId'] as const)('the %s of a removed attempt', (field: Field) => {
  const refused = { code: IN_USE[field] };

  it('removed at the moment that another course wants it: never given to that course', async () => {
    for (let round = 0; round < 10; round++) {
      const first = await storedAttempt(stores, await examIn(OWN));
      const [, wanted] = await Promise.allSettled([
        removeAttempt(stores.ports, STAFF, first.attemptId, null),
        create(STAFF_OF_OTHER, OTHER, { [field]: first[field] }),
      ]);
      expect(wanted).toMatchObject({ status: 'rejected', reason: refused });
      expect((await locateForStaff(stores.ports, STAFF_OF_OWN, first.attemptCode)).attempt.attemptId).toBe(
        first.attemptId,
      );
    }
  });
});

describe('an external id', () => {
  it('stored before entries said of which course: the code says it', async () => {
    const first = await removed();
    await withoutCourse(first.externalId);
    const asked = { externalId: first.externalId };
    await expect(create(STAFF_OF_OTHER, OTHER, asked)).rejects.toMatchObject({ code: 'external_id_in_use' });
    await create(STAFF_OF_OWN, OWN, asked);
  });

  it('of which nothing says of which course it was is used again by global staff alone', async () => {
    const first = await removed();
    await create(STAFF_OF_OWN, OWN, { attemptCode: first.attemptCode });
    await withoutCourse(first.externalId);
    const asked = { externalId: first.externalId };
    for (const [caller, course] of [
      [STAFF_OF_OTHER, OTHER],
      [STAFF_OF_OWN, OWN],
    ] as const) {
      await expect(create(caller, course, asked)).rejects.toMatchObject({ code: 'external_id_in_use' });
    }
    await create(STAFF, OTHER, asked);
  });
});
