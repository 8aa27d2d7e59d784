import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import type { PersonalDataLocation } from '../../src/usecases/ports/erasureStore.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { readReview } from '../../src/usecases/reviews/readReview.ts';
import { aCaller, aDelivery, NOW, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

/** Contained in every personal text of the learner. */
const NAME = 'zephyrine';
const PERSON = { id: 77, username: NAME, email: `${NAME}@example.com`, name: `${NAME} Quill` };

/** All stored data as text. */
const textOf = ({ database }: InMemoryStores) =>
  JSON.stringify(database, (_key, value) => (value instanceof Map ? [...value] : value));

/** Attempts at a number of exams, each with a review and an allowance, the first one removed. */
async function storesWithLearner(exams: number) {
  const stores = inMemoryStores();
  const attempts = [];
  for (let count = 0; count < exams; count++) {
    const examId = await storedExam(stores);
    const attempt = await storedAttempt(stores, examId, { user: PERSON });
    const { attemptCode, externalId } = attempt;
    const comment = { start: 1, stop: 2, duration: 1, comment: `${NAME} left`, status: 'Suspicious', source: 'webcam' };
    await recordAsVendor(
      stores.ports,
      SETTINGS,
      aDelivery({
        attemptCode,
        recordLocator: externalId,
        comments: [comment],
        videoLink: `https://x.example/${NAME}`,
      }),
    );
    const allowance = { examId, userInfo: PERSON.id, key: 'note', value: `${NAME} may stand` };
    await setAllowance(stores.ports, STAFF, allowance);
    await setAllowance(stores.ports, STAFF, { ...allowance, value: `${NAME} may pace` });
    attempts.push(attempt);
  }
  const [first] = attempts as [(typeof attempts)[number]];
  await removeAttempt(stores.ports, STAFF, first.attemptId, `${NAME} asked for it`);
  stores.archive();
  return { stores, attempts, first };
}

describe('erasing a learner', () => {
  it('leaves no personal data, changes no status and no other learner’s data', async () => {
    const { stores, attempts, first } = await storesWithLearner(3);
    const otherLearnersAttempt = await storedAttempt(stores, await storedExam(stores));
    expect(textOf(stores)).toContain(NAME);
    await eraseLearner(stores.ports, STAFF, PERSON.id);
    stores.database.stream = [];
    expect(textOf(stores).toLowerCase()).not.toContain(NAME);
    expect(await stores.ports.attempts.read(attempts[1]?.attemptId ?? 0)).toMatchObject({
      ...{ status: 'verified', isErased: true, version: 4, user: { id: PERSON.id, username: '' } },
      lastChange: { by: { role: 'staff', userId: STAFF.userId }, reason: null },
    });
    expect(await locateAttempt(stores.ports, first.attemptCode)).toMatchObject({
      ...{ isArchived: true, attempt: { status: 'verified', studentName: '' } },
    });
    const { review } = await readReview(stores.ports, STAFF, first.attemptCode);
    expect(review).toMatchObject({ reviewStatus: 'Clean', videoLink: null, comments: [{ start: 1, comment: '' }] });
    expect(await stores.ports.attempts.read(otherLearnersAttempt.attemptId)).toEqual(otherLearnersAttempt);
  });

  it('is idempotent', async () => {
    const { stores } = await storesWithLearner(2);
    await eraseLearner(stores.ports, STAFF, PERSON.id);
    const before = textOf(stores);
    await eraseLearner(stores.ports, STAFF, PERSON.id);
    expect(textOf(stores)).toBe(before);
  });

  it('beyond the time limit of a request continues where it stopped', async () => {
    const { stores } = await storesWithLearner(25);
    let clockReads = 0;
    // Each read of the clock takes six seconds: two groups at a time.
    const clock = () => laterBy(NOW, 6 * clockReads++);
    const anonymised: string[] = [];
    const { erasure } = stores.ports;
    const anonymise: typeof erasure.anonymise = (userId, location, write) => {
      anonymised.push(JSON.stringify(location));
      return erasure.anonymise(userId, location, write);
    };
    const erase = () => eraseLearner({ ...stores.ports, erasure: { ...erasure, anonymise }, clock }, STAFF, PERSON.id);
    let requests = 1;
    while (await erase().catch(error => expect(error).toMatchObject({ code: 'retirement_unfinished' }) ?? true)) {
      requests++;
      clockReads = 0;
    }
    const locations = (await erasure.findPersonalData(PERSON.id)).length;
    expect(requests).toBe(Math.ceil(locations / 20));
    expect([anonymised.length, new Set(anonymised).size]).toEqual([locations, locations]);
    stores.database.stream = [];
    expect(textOf(stores).toLowerCase()).not.toContain(NAME);
    expect(stores.database.erased.get(PERSON.id)?.doneUpTo).toBeNull();
  });

  it('continues after a location that fails, fails at the end, and is completed by the next request', async () => {
    const { stores, attempts } = await storesWithLearner(3);
    const { erasure } = stores.ports;
    let failures = 1;
    const anonymise: typeof erasure.anonymise = async (userId, location, write) => {
      if (failures-- > 0) throw new Error('cut off');
      return erasure.anonymise(userId, location, write);
    };
    const erase = () => eraseLearner({ ...stores.ports, erasure: { ...erasure, anonymise } }, STAFF, PERSON.id);
    await expect(erase()).rejects.toThrow('cut off');
    const read = (index: number) => stores.ports.attempts.read(attempts[index]?.attemptId ?? 0);
    expect([await read(1), await read(2)]).toMatchObject([{ isErased: true }, { isErased: true }]);
    await erase();
    stores.database.stream = [];
    expect(textOf(stores).toLowerCase()).not.toContain(NAME);
  });

  it('beyond the time limit rejects with the error of a failed location, which the next request repeats', async () => {
    const { stores } = await storesWithLearner(12);
    const { erasure } = stores.ports;
    let clockReads = 0;
    const clock = () => laterBy(NOW, 13 * Math.floor(clockReads++ / 2));
    const anonymise = () => Promise.reject(new Error('cut off'));
    const erase = eraseLearner({ ...stores.ports, erasure: { ...erasure, anonymise }, clock }, STAFF, PERSON.id);
    await expect(erase).rejects.toThrow('cut off');
    expect(stores.database.erased.get(PERSON.id)?.doneUpTo).toBeNull();
  });

  it('without time for a single location stores no progress, and is to be repeated', async () => {
    const { stores } = await storesWithLearner(1);
    let clockReads = 0;
    const clock = () => laterBy(NOW, 13 * clockReads++);
    await expect(eraseLearner({ ...stores.ports, clock }, STAFF, PERSON.id)).rejects.toMatchObject({
      code: 'retirement_unfinished',
      message: `Some data of learner ${PERSON.id} are still to be erased. Repeat the request to continue.`,
    });
    expect(stores.database.erased.get(PERSON.id)?.doneUpTo).toBeNull();
  });

  it('in one request stores no progress', async () => {
    const { stores } = await storesWithLearner(1);
    const saveProgress = () => expect.fail('progress was stored');
    const erasure = { ...stores.ports.erasure, saveProgress };
    await eraseLearner({ ...stores.ports, erasure }, STAFF, PERSON.id);
  });

  it('finds an attempt that reaches the index with a delay', async () => {
    const { stores } = await storesWithLearner(2);
    const { erasure } = stores.ports;
    let searches = 0;
    const findPersonalData: typeof erasure.findPersonalData = async userId => {
      const all = await erasure.findPersonalData(userId);
      return searches++ === 0 ? all.slice(1) : all;
    };
    await eraseLearner({ ...stores.ports, erasure: { ...erasure, findPersonalData } }, STAFF, PERSON.id);
    stores.database.stream = [];
    expect(textOf(stores).toLowerCase()).not.toContain(NAME);
  });

  it('finds an attempt that reaches the index after all others are anonymised', async () => {
    for (const exams of [1, 2]) {
      const { stores } = await storesWithLearner(exams);
      const { erasure } = stores.ports;
      let isIndexed = false;
      const findPersonalData: typeof erasure.findPersonalData = async userId => {
        const all = await erasure.findPersonalData(userId);
        return isIndexed ? all : all.slice(exams === 1 ? all.length : 1);
      };
      const pauses: number[] = [];
      const pause = async (seconds: number) => {
        isIndexed = true;
        pauses.push(seconds);
      };
      const delayed = { ...erasure, findPersonalData, indexLagSeconds: 2 };
      const eraseAt = (at: string) =>
        eraseLearner({ ...stores.ports, clock: () => at, pause, erasure: delayed }, STAFF, PERSON.id);
      await eraseAt(NOW);
      stores.database.stream = [];
      expect(textOf(stores).toLowerCase()).not.toContain(NAME);
      expect(pauses).toEqual([2]);
      await eraseAt(laterBy(NOW, 2));
      expect(pauses, 'a repetition does not wait').toEqual([2]);
    }
  });

  it('finds such an attempt also beyond the time limit of a request, before the locations that are done', async () => {
    const { stores } = await storesWithLearner(12);
    const { erasure } = stores.ports;
    const isLate = (all: readonly PersonalDataLocation[], location: PersonalDataLocation) =>
      location === all.filter(({ kind }) => kind === 'code').sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))[0];
    const keyOf = (location: PersonalDataLocation) => JSON.stringify(location);
    let searches = 0;
    const findPersonalData: typeof erasure.findPersonalData = async userId => {
      const all = await erasure.findPersonalData(userId);
      return searches++ === 0 ? all.filter(location => !isLate(all, location)) : all;
    };
    let clockReads = 0;
    // Time for two groups: the allowances at 12 exams, and 8 of the attempts.
    const clock = () => laterBy(NOW, 6 * clockReads++);
    const erase = () =>
      eraseLearner({ ...stores.ports, clock, erasure: { ...erasure, findPersonalData } }, STAFF, PERSON.id);
    await expect(erase()).rejects.toMatchObject({ code: 'retirement_unfinished' });
    clockReads = -100;
    await erase();
    stores.database.stream = [];
    expect(textOf(stores).toLowerCase()).not.toContain(NAME);
  });

  it('is for global staff only, and succeeds for an unknown learner', async () => {
    const { ports } = inMemoryStores();
    for (const caller of [aCaller(), aCaller({ courseStaff: ['course-v1:ExampleU+PHY201+2026'] })]) {
      await expect(eraseLearner(ports, caller, 7)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await eraseLearner(ports, STAFF, 123_456_789);
  });
});

describe('a learner who was erased', () => {
  it('is not named by later changes of their attempts', async () => {
    const { stores } = await storesWithLearner(1);
    const { attemptId } = await storedAttempt(stores, await storedExam(stores), { user: PERSON });
    await eraseLearner(stores.ports, STAFF, PERSON.id);
    const learner = aCaller({ userId: PERSON.id, username: NAME });
    await actOnAttempt(stores.ports, learner, attemptId, 'start');
    await actOnAttempt(stores.ports, learner, attemptId, 'error', { reason: NAME });
    await expect(changeStudentName(stores.ports, STAFF, attemptId, NAME)).rejects.toMatchObject({
      code: 'learner_retired',
    });
    await removeAttempt(stores.ports, STAFF, attemptId, NAME);
    const created = await storedAttempt(stores, await storedExam(stores), { user: PERSON });
    expect(created).toMatchObject({ user: { id: PERSON.id, username: '' }, studentName: '', isErased: true });
    const { attemptCode, externalId } = created;
    await recordAsVendor(
      stores.ports,
      SETTINGS,
      aDelivery({ attemptCode, recordLocator: externalId, videoLink: NAME }),
    );
    stores.archive();
    expect(textOf(stores).toLowerCase()).not.toContain(NAME);
  });

  it('is not found by name or id, and gets no allowance', async () => {
    const { stores, first } = await storesWithLearner(1);
    await eraseLearner(stores.ports, STAFF, PERSON.id);
    await stores.ports.learners.register([PERSON]);
    for (const reference of [NAME, PERSON.email, PERSON.id]) {
      expect(await stores.ports.learners.find(reference)).toBeUndefined();
      const allowance = { examId: first.examId, userInfo: reference, key: 'k', value: NAME };
      await expect(setAllowance(stores.ports, STAFF, allowance)).rejects.toMatchObject({ code: 'learner_not_known' });
    }
  });
});
