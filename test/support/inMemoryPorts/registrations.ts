import { laterBy } from '../../../src/domain/time.ts';
import type {
  RegistrationKey,
  RegistrationStore,
  ReserveOutcome,
} from '../../../src/usecases/ports/registrationStore.ts';
import { atomically, type Database, freeze, type StoredRegistration, slotKey } from './database.ts';

const COUNTED_SECONDS = 3600;

/** @param limitPerHour how often a learner may be registered for an exam within an hour; 0 for no limit */
export function createRegistrationStore({ registrations }: Database, limitPerHour: number): RegistrationStore {
  const keyOf = ({ examId, userId }: RegistrationKey) => slotKey(examId, userId);
  return {
    reserve: (slot, code, { now, until }) =>
      atomically(() => {
        const stored = registrations.get(keyOf(slot));
        const rejected = stored && rejection(stored, limitPerHour, { now, until });
        if (rejected) return rejected;
        const reservedAt = stored?.reservedAt ?? [];
        const reservation: StoredRegistration = {
          learnerId: slot.userId,
          reservedUntil: until,
          attemptCode: stored?.attemptCode ?? code,
          registered: stored?.registered ?? null,
          reservedAt: limitPerHour === 0 ? reservedAt : [secondsOf(now), ...reservedAt],
        };
        registrations.set(keyOf(slot), reservation);
        const { attemptCode, registered } = freeze(reservation);
        return {
          outcome: 'reserved',
          reservation: {
            attemptCode: attemptCode ?? '',
            registered,
            reservedAt: reservation.reservedAt.slice(0, limitPerHour),
          },
        };
      }),

    save: (slot, reservation, until) =>
      atomically(() => {
        registrations.set(keyOf(slot), freeze({ ...reservation, learnerId: slot.userId, reservedUntil: until }));
      }),

    release: (slot, { reservedAt }, now) =>
      atomically(() => {
        const stored = registrations.get(keyOf(slot));
        if (!stored || stored.reservedUntil === null) throw new Error('the registration has ended');
        registrations.set(keyOf(slot), { ...stored, reservedUntil: now, reservedAt: [...reservedAt] });
      }),
  };
}

function rejection(
  stored: StoredRegistration,
  limitPerHour: number,
  { now, until }: { now: string; until: string },
): ReserveOutcome | undefined {
  const { reservedUntil } = stored;
  if (reservedUntil !== null && reservedUntil > now && reservedUntil <= laterBy(until, 30)) return { outcome: 'taken' };
  const oldest = limitPerHour === 0 ? undefined : stored.reservedAt[limitPerHour - 1];
  if (oldest === undefined || oldest <= secondsOf(now) - COUNTED_SECONDS) return undefined;
  return { outcome: 'too_often', retryAfterSeconds: Math.max(1, oldest + COUNTED_SECONDS - secondsOf(now)) };
}

function secondsOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
