import { randomUUID } from 'node:crypto';
import { type AttemptRegistration, type RegisteredAttempt, vendorFailed } from '../../src/domain/vendors/vendor.ts';
import type { Vendor, Vendors } from '../../src/usecases/ports/vendors.ts';
import { anExam, NOW } from './builders.ts';

/** The registration of a new attempt at a vendor. */
export function aRegistration(overrides: Partial<AttemptRegistration> = {}): AttemptRegistration {
  return {
    exam: anExam({ externalId: 'E1' }),
    attemptCode: 'CODE',
    learner: { id: 7, username: 'mina', email: 'mina@example.com', fullName: 'Mina Okafor' },
    allowedMinutes: 90,
    isSampleAttempt: false,
    reviewPolicy: null,
    reviewPolicyException: null,
    now: NOW,
    ...overrides,
  };
}

export const vendorsOf = (...vendors: Vendor[]): Vendors => ({
  of: () => vendors[0],
  named: backend => vendors.find(({ name }) => name === backend),
  all: () => vendors,
});

/** A vendor that records the registrations that it gets; `answer` may fail or wait. */
export function aVendor(
  answer: (registration: AttemptRegistration) => Promise<Partial<RegisteredAttempt>> | undefined = () => undefined,
) {
  const requests: AttemptRegistration[] = [];
  const vendor: Vendor = {
    name: 'software_secure',
    async registerAttempt(registration) {
      requests.push(registration);
      return { externalId: randomUUID(), onboarding: null, ...(await answer(registration)) };
    },
  };
  return { requests, vendors: vendorsOf(vendor), vendor };
}

export const anUnreachableVendor = () => aVendor(() => Promise.reject(vendorFailed('software_secure', 'unreachable')));
