import { Refusal } from '../errors.ts';
import type { Exam, ExamStore } from './exam.ts';

/** @throws Refusal `exam_does_not_exist` */
export async function readExam(exams: ExamStore, examId: number): Promise<Exam> {
  const exam = await exams.read(examId);
  if (!exam) throw new Refusal('exam_does_not_exist', `There is no exam with the id ${examId}.`);
  return exam;
}
