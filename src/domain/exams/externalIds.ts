import type { Exam, ExamFields, ExamUpdate } from './exam.ts';
import { NO_PAUSES } from './pauses.ts';

/** The exam as the vendor of the backend knows it. */
export function examAtBackend(exam: Exam, backend: string): Exam {
  return { ...exam, externalId: externalIdAt(exam, backend) };
}

/** The exam's external id at the backend. One of no known backend, stored by an earlier release, counts for each, as there. */
export function externalIdAt(exam: Pick<Exam, 'externalId' | 'externalIds'>, backend: string): string | null {
  return exam.externalIds.get(backend) ?? (hasKnownBackend(exam) ? null : exam.externalId);
}

function hasKnownBackend({ externalId, externalIds }: Pick<Exam, 'externalId' | 'externalIds'>): boolean {
  return externalId === null || [...externalIds.values()].includes(externalId);
}

/** A new exam; an external id of the request is that at its backend. */
export function newExam(fields: ExamFields, examId: number, defaultBackend: string): Exam {
  const { backend, externalId } = fields;
  const ids = externalId === null ? [] : [[backend ?? defaultBackend, externalId] as const];
  return { ...fields, ...NO_PAUSES, examId, externalIds: new Map(ids) };
}

/**
 * The changes of an exam, with those of its external ids: each belongs to its backend, and returns with it.
 * @param changes an external id in them is that at the exam's new backend
 */
export function withExternalIds(exam: Exam, changes: Partial<ExamFields>, defaultBackend: string): ExamUpdate {
  const { externalId: requested, ...others } = changes;
  const before = exam.backend ?? defaultBackend;
  const after = (others.backend === undefined ? exam.backend : others.backend) ?? defaultBackend;
  const isMoved = before !== after;
  const present = isMoved ? (exam.externalIds.get(after) ?? null) : externalIdAt(exam, after);
  const externalId = requested === undefined ? present : requested;
  const externalIds = new Map<string, string | null>();
  if (isMoved && !hasKnownBackend(exam)) externalIds.set(before, exam.externalId);
  if (externalId !== present) externalIds.set(after, externalId);
  return {
    ...others,
    ...((isMoved || externalId !== exam.externalId) && { externalId }),
    ...(externalIds.size > 0 && { externalIds }),
  };
}
