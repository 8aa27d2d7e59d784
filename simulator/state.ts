import { randomUUID } from 'node:crypto';

/** An attempt that a simulated vendor watches. */
export interface WatchedAttempt {
  protocol: 'psi' | 'rest';
  /** The backend's name in the service's settings. */
  backend: string;
  /** The service's id of the exam. */
  examId: string;
  /** A REST vendor is told none but by the header `idempotency-key`. */
  attemptCode: string | null;
  /** PSI's record locator; the REST vendor's id. */
  externalId: string;
  /** Where PSI's browser opens the exam. */
  examUrl: string | null;
  status: string;
  /** Fields of the registration that the review repeats. */
  courseId: string;
  examName: string;
  firstName: string;
  lastName: string;
}

/** An exam that a REST vendor was told of. */
export interface KnownExam {
  backend: string;
  externalId: string;
  examId: string;
  fields: Readonly<Record<string, unknown>>;
}

/** The exams, attempts and learners that the simulated vendors know. */
export interface VendorState {
  exams: Map<string, KnownExam>;
  attempts: Map<string, WatchedAttempt>;
  /** The service's names of learners, as REST vendors are told them: `{backend} {user_id}`. */
  learners: Set<string>;
  /** The attempt of this backend that is registered under the code. */
  findByCode(backend: string, attemptCode: string | null): WatchedAttempt | undefined;
  clear(): void;
}

export function createVendorState(): VendorState {
  const exams = new Map<string, KnownExam>();
  const attempts = new Map<string, WatchedAttempt>();
  const learners = new Set<string>();
  return {
    exams,
    attempts,
    learners,
    findByCode(backend, attemptCode) {
      if (attemptCode === null) return undefined;
      return [...attempts.values()].find(one => one.backend === backend && one.attemptCode === attemptCode);
    },
    clear() {
      exams.clear();
      attempts.clear();
      learners.clear();
    },
  };
}

/** A name that a vendor gives; in small letters, so that `"case": "upper"` changes it and leaves our codes alone. */
export const newExternalId = (): string => randomUUID();
