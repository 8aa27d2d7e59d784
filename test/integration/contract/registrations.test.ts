import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { laterBy } from '../../../src/domain/time.ts';
import type { RegistrationStore } from '../../../src/usecases/ports/registrationStore.ts';
import { anAttempt } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

// Of today: DynamoDB Local deletes items whose time to live is over.
const NOW = `${new Date().toISOString().slice(0, -5)}.000Z`;

describe.each(IMPLEMENTATIONS)('registrations $name', ({ open }) => {
  let stores: Implementation;
  let registrations: RegistrationStore;
  beforeAll(async () => {
    stores = await open();
    registrations = stores.registrationsLimitedTo(2);
  });

  const newSlot = () => ({ examId: randomInt(1, 2 ** 40), userId: randomInt(1, 2 ** 40) });
  const at = (seconds: number) => laterBy(NOW, seconds);
  const SECOND = Math.floor(Date.parse(NOW) / 1000);
  const reserve = (slot: ReturnType<typeof newSlot>, code: string, seconds: number, store = registrations) =>
    store.reserve(slot, code, { now: at(seconds), until: at(seconds + 30) });
  const reserved = async (...args: Parameters<typeof reserve>) => {
    const outcome = await reserve(...args);
    return outcome.outcome === 'reserved' ? outcome.reservation : expect.fail(outcome.outcome);
  };
  const REGISTERED = {
    externalId: 'E',
    onboarding: null,
    software: { downloadUrl: 'https://v.example', vendorInstructions: 'x' },
    at: NOW,
    allowedMinutes: 90,
    vendor: 'v',
  };

  it('are made one at a time; an expired one leaves its code', async () => {
    const slot = newSlot();
    expect(await reserved(slot, 'A', 0)).toEqual({ attemptCode: 'A', registered: null, reservedAt: [SECOND] });
    expect(await reserve(slot, 'B', 29)).toEqual({ outcome: 'taken' });
    expect(await reserved(newSlot(), 'B', 29)).toMatchObject({ attemptCode: 'B' });
    expect(await reserved(slot, 'B', 30)).toEqual({
      ...{ attemptCode: 'A', registered: null, reservedAt: [SECOND + 30, SECOND] },
    });
  });

  it('are not blocked by one of a clock that was an hour ahead', async () => {
    const slot = newSlot();
    expect(await reserved(slot, 'A', 3600)).toMatchObject({ attemptCode: 'A' });
    expect(await reserved(slot, 'B', 0)).toMatchObject({ attemptCode: 'A' });
    expect(await reserve(slot, 'B', 29)).toEqual({ outcome: 'taken' });
    const skewed = newSlot();
    await reserved(skewed, 'A', 20);
    expect(await reserve(skewed, 'B', 0)).toEqual({ outcome: 'taken' });
  });

  it('store the vendor’s answer, and are released at once', async () => {
    const slot = newSlot();
    const reservation = { ...(await reserved(slot, 'A', 0)), attemptCode: 'C', registered: REGISTERED };
    await registrations.save(slot, reservation, at(30));
    expect(await reserve(slot, 'B', 1)).toEqual({ outcome: 'taken' });
    await registrations.release(slot, reservation, at(1));
    expect(await reserved(slot, 'B', 1)).toEqual({
      ...{ attemptCode: 'C', registered: REGISTERED, reservedAt: [SECOND + 1, SECOND] },
    });
  });

  it('end with the stored attempt; their times remain', async () => {
    const slot = newSlot();
    const reservation = { ...(await reserved(slot, 'A', 0)), registered: REGISTERED };
    await registrations.save(slot, reservation, at(30));
    const user = { id: slot.userId, username: 'u', email: '' };
    await stores.ports.attempts.create(anAttempt({ examId: slot.examId, user, backend: 'v' }), { staleOwners: [] });
    await expect(registrations.release(slot, reservation, at(1))).rejects.toThrow();
    expect(await reserved(slot, 'B', 1)).toEqual({
      ...{ attemptCode: 'B', registered: null, reservedAt: [SECOND + 1, SECOND] },
    });
  });

  it('are limited per hour, learner and exam', async () => {
    const slot = newSlot();
    await reserved(slot, 'A', 0);
    await reserved(slot, 'A', 60);
    expect(await reserve(slot, 'A', 80)).toEqual({ outcome: 'taken' });
    expect(await reserve(slot, 'A', 600)).toEqual({ outcome: 'too_often', retryAfterSeconds: 3000 });
    expect(await reserve(slot, 'A', 3599)).toEqual({ outcome: 'too_often', retryAfterSeconds: 1 });
    expect((await reserved(slot, 'A', 3600)).reservedAt).toEqual([SECOND + 3600, SECOND + 60]);
    await reserved({ ...slot, examId: slot.examId + 1 }, 'A', 600);
    const unlimited = stores.registrationsLimitedTo(0);
    for (let time = 1; time < 5; time++) await reserved(slot, 'A', 3600 + 30 * time, unlimited);
  });
});
