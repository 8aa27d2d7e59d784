import { Refusal } from '../errors.ts';
import type { Exam, ExamStore, ExamTerms } from './exam.ts';

/** @throws Refusal `exam_does_not_exist` */
export async function readExam(exams: ExamStore, examId: number): Promise<Exam> {
  const exam = await exams.read(examId);
  if (!exam) throw examDoesNotExist(examId);
  return exam;
}

/** The exam with what holds for this learner. @throws Refusal `exam_does_not_exist` */
export async function readExamTerms(exams: ExamStore, examId: number, userId: number): Promise<ExamTerms> {
  const terms = await exams.readTerms(examId, userId);
  if (!terms) throw examDoesNotExist(examId);
  return terms;
}

function examDoesNotExist(examId: number): Refusal {
  return new Refusal('exam_does_not_exist', `There is no exam with the id ${examId}.`);
}
