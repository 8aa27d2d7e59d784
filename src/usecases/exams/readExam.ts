import type { Attempt } from '../../domain/attempts/attempt.ts';
import { hasCreationFields } from '../../domain/attempts/createdAs.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ClockTerms, Exam, ExamTerms } from '../../domain/exams/exam.ts';
import type { ExamStore } from '../ports/examStore.ts';

/** @throws DomainError `exam_does_not_exist` */
export async function readExam(exams: Pick<ExamStore, 'read'>, examId: number): Promise<Exam> {
  const exam = await exams.read(examId);
  if (!exam) throw examDoesNotExist(examId);
  return exam;
}

/** @throws DomainError `exam_does_not_exist`, `exam_not_found` for an exam of another course */
export async function readExamOfCourse(
  exams: Pick<ExamStore, 'read'>,
  courseId: string,
  examId: number,
): Promise<Exam> {
  const exam = await readExam(exams, examId);
  if (exam.courseId === courseId) return exam;
  throw examNotOfCourse(courseId, examId);
}

export function examNotOfCourse(courseId: string, examId: number): DomainError {
  return new DomainError('exam_not_found', `Course ${courseId} has no exam with the id ${examId}.`);
}

/** @throws DomainError `exam_does_not_exist` */
export async function readExamByContent(
  exams: Pick<ExamStore, 'findAll'>,
  courseId: string,
  contentId: string,
): Promise<Exam> {
  const [exam] = await exams.findAll(courseId, [contentId]);
  if (exam) return exam;
  throw new DomainError('exam_does_not_exist', `Course ${courseId} has no exam for the content id ${contentId}.`);
}

/** The exam with its terms for this learner. @throws DomainError `exam_does_not_exist` */
export async function readExamTerms(
  exams: Pick<ExamStore, 'readTerms'>,
  examId: number,
  userId: number,
  needsAllowances?: (exam: Exam) => boolean,
): Promise<ExamTerms> {
  const terms = await exams.readTerms(examId, userId, needsAllowances);
  if (!terms) throw examDoesNotExist(examId);
  return terms;
}

/** The terms of the clock, without those that only a new attempt needs. @throws DomainError `exam_does_not_exist` */
export async function readClockTerms(
  exams: Pick<ExamStore, 'readClockTerms'>,
  examId: number,
  userId: number,
): Promise<ClockTerms> {
  const terms = await exams.readClockTerms(examId, userId);
  if (!terms) throw examDoesNotExist(examId);
  return terms;
}

export function examDoesNotExist(examId: number): DomainError {
  return new DomainError('exam_does_not_exist', `There is no exam with the id ${examId}.`);
}

/** The exam, read only for an older attempt that does not store how it was created. */
export async function readExamOfOlderAttempt(
  exams: Pick<ExamStore, 'read'>,
  attempt: Attempt,
): Promise<Exam | undefined> {
  return hasCreationFields(attempt) ? undefined : exams.read(attempt.examId);
}
