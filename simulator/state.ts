import { randomUUID } from 'node:crypto';

/** An attempt that is registered with a simulated vendor. */
export interface RegisteredAttempt {
  protocol: 'psi' | 'rest';
  /** The backend's name in the service's settings. */
  backend: string;
  /** The service's id of the exam. */
  examId: string;
  /** The REST vendor's id of the exam; null for PSI, which has none. */
  examExternalId: string | null;
  /** A REST vendor receives it in the header `idempotency-key` only. */
  attemptCode: string | null;
  /** PSI's record locator; the REST vendor's id. */
  externalId: string;
  /** The launch URL for PSI's browser. */
  examUrl: string | null;
  status: string;
  /** Fields of the registration that the review repeats. */
  courseId: string;
  examName: string;
  firstName: string;
  lastName: string;
}

/** An exam that was sent to a REST vendor. */
export interface RegisteredExam {
  backend: string;
  externalId: string;
  examId: string;
  fields: Readonly<Record<string, unknown>>;
}

/** The exams, attempts and learners at the simulated vendors. */
export interface VendorState {
  exams: Map<string, RegisteredExam>;
  attempts: Map<string, RegisteredAttempt>;
  /** The learner ids at REST vendors: `{backend} {user_id}`. */
  learners: Set<string>;
  /** The attempt of this backend with the code. */
  findByCode(backend: string, attemptCode: string | null): RegisteredAttempt | undefined;
  clear(): void;
}

export function createVendorState(): VendorState {
  const exams = new Map<string, RegisteredExam>();
  const attempts = new Map<string, RegisteredAttempt>();
  const learners = new Set<string>();
  return {
    exams,
    attempts,
    learners,
    findByCode(backend, attemptCode) {
      if (attemptCode === null) return undefined;
      return [...attempts.values()].find(attempt => attempt.backend === backend && attempt.attemptCode === attemptCode);
    },
    clear() {
      exams.clear();
      attempts.clear();
      learners.clear();
    },
  };
}

/** A vendor's id in lower case, so that `"case": "upper"` changes it. */
export const newExternalId = (): string => randomUUID();
