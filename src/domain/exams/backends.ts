import { DomainError, invalidField } from '../errors.ts';
import type { Exam } from './exam.ts';

/** Details of a proctoring vendor for front ends. */
export interface Backend {
  providerName: string | null;
  techSupportEmail: string | null;
  techSupportPhone: string | null;
  techSupportUrl: string | null;
  integrationSpecificEmail: string | null;
  proctoringEscalationEmail: string | null;
  /** Instructions, rules, the software's address: forwarded to front ends unchanged. */
  config: Readonly<Record<string, unknown>>;
  softwareDownloadUrl: string | null;
  /** Vendor's script, loaded by the front end. */
  javascriptUrl: string;
  /** Seconds between the front end's pings of the vendor's software. */
  pingInterval: number;
  /** Whether practice exams are onboarding exams, which identify the learner once for all exams. */
  supportsOnboarding: boolean;
  /** The page with the requirements of an onboarding exam; "" for none. */
  reviewRequirementsUrl: string;
}

export interface Backends {
  byName: ReadonlyMap<string, Backend>;
  /** The backend of exams that name none. */
  defaultName: string;
}

/**
 * Error detail if a proctored exam names an unknown backend, else undefined. Unproctored exams may name any backend.
 * @param backendNames all configured backends, with the default one
 */
export function backendFault(
  backendNames: ReadonlySet<string>,
  { isProctored, backend }: Pick<Exam, 'isProctored' | 'backend'>,
): string | undefined {
  if (!isProctored || backend === null || backendNames.has(backend)) return undefined;
  return `must be one of the configured backends: ${[...backendNames].join(', ')}`;
}

/** @throws DomainError `invalid_request` for a proctored exam whose backend is not configured */
export function requireKnownBackend(
  backendNames: ReadonlySet<string>,
  exam: Pick<Exam, 'isProctored' | 'backend'>,
): void {
  const detail = backendFault(backendNames, exam);
  if (detail !== undefined) throw invalidField('backend', detail);
}

/** The names of the backends that proctor exams of a list, those of the newest exams first. */
export function proctoringBackendsOf(exams: readonly Exam[], defaultName: string): string[] {
  const newestFirst = exams.filter(exam => exam.isProctored).sort((a, b) => b.examId - a.examId);
  return [...new Set(newestFirst.map(exam => exam.backend ?? defaultName))];
}

/** Undefined if the backend is not configured. */
export function findBackend({ byName, defaultName }: Backends, exam: Pick<Exam, 'backend'>): Backend | undefined {
  return byName.get(exam.backend ?? defaultName);
}

/**
 * The vendor to be shown with the exam; undefined for an unproctored exam whose backend is not configured.
 * @throws DomainError `backend_not_configured`
 */
export function backendForDisplay(backends: Backends, exam: Exam): Backend | undefined {
  return exam.isProctored ? requireBackend(backends, exam) : findBackend(backends, exam);
}

/** @throws DomainError `backend_not_configured` */
export function requireBackend(backends: Backends, exam: Exam): Backend {
  const backend = findBackend(backends, exam);
  if (backend) return backend;
  const name = exam.backend ?? backends.defaultName;
  throw backendNotConfigured(name);
}

export function backendNotConfigured(name: string): DomainError {
  const remedy = 'Add it to PROCTORING_BACKENDS or VENDORS, or change the exam’s backend.';
  return new DomainError('backend_not_configured', `The proctoring backend "${name}" is not configured. ${remedy}`);
}
