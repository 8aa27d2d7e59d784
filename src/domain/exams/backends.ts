import { DomainError } from '../errors.ts';
import type { Exam } from './exam.ts';

/** Details of a proctoring vendor that front ends are told. */
export interface Backend {
  providerName: string | null;
  techSupportEmail: string | null;
  techSupportPhone: string | null;
  integrationSpecificEmail: string | null;
  proctoringEscalationEmail: string | null;
  /** Instructions, rules, the software's address: handed on as configured. */
  config: Readonly<Record<string, unknown>>;
  softwareDownloadUrl: string | null;
  /** A script of the vendor's that the front end loads. */
  javascriptUrl: string;
  /** Seconds between the front end's pings of the vendor's software. */
  pingInterval: number;
  /** Its practice exams are onboarding exams: the learner is identified once for all exams. */
  supportsOnboarding: boolean;
}

export interface Backends {
  byName: ReadonlyMap<string, Backend>;
  /** For exams that name none. */
  defaultName: string;
}

/**
 * Finds the reason not to store an exam: it is proctored with a backend that nobody configured, so that nobody would
 * watch its attempts. An exam that is not proctored may name any.
 * @param backendNames every configured backend, the default one included
 * @returns undefined where there is nothing against it
 */
export function backendFault(
  backendNames: ReadonlySet<string>,
  { isProctored, backend }: Pick<Exam, 'isProctored' | 'backend'>,
): string | undefined {
  if (!isProctored || backend === null || backendNames.has(backend)) return undefined;
  return `must be one of the configured backends: ${[...backendNames].join(', ')}`;
}

/** @throws DomainError `invalid_request` for a proctored exam whose backend nobody configured */
export function requireKnownBackend(
  backendNames: ReadonlySet<string>,
  exam: Pick<Exam, 'isProctored' | 'backend'>,
): void {
  const detail = backendFault(backendNames, exam);
  if (detail === undefined) return;
  throw new DomainError('invalid_request', `backend: ${detail}.`, { inputErrors: [{ pointer: '/backend', detail }] });
}

/** The vendor of the exam, undefined where it is not configured. */
export function findBackend({ byName, defaultName }: Backends, exam: Pick<Exam, 'backend'>): Backend | undefined {
  return byName.get(exam.backend ?? defaultName);
}

/**
 * The vendor that learners are shown beside the exam; undefined where nobody watches it and its vendor is not configured.
 * @throws DomainError `backend_not_configured`
 */
export function backendToShow(backends: Backends, exam: Exam): Backend | undefined {
  return exam.isProctored ? requireBackend(backends, exam) : findBackend(backends, exam);
}

/** @throws DomainError `backend_not_configured` */
export function requireBackend(backends: Backends, exam: Exam): Backend {
  const backend = findBackend(backends, exam);
  if (backend) return backend;
  const name = exam.backend ?? backends.defaultName;
  throw new DomainError('backend_not_configured', `The proctoring backend "${name}" is not configured.`);
}
