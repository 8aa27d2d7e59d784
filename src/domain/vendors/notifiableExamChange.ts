/** The fields of an exam's stream image whose changes vendors are notified of. */
export interface ExamImage {
  examName: string | null;
  courseId: string | null;
  isProctored: boolean;
  isPracticeExam: boolean;
  isActive: boolean;
  backend: string | null;
}

/** Whether the vendor is to be notified: the exam is, or was until now, proctored, and a field of the image changed. */
export function isNotifiableExamChange(before: ExamImage | undefined, after: ExamImage | undefined): boolean {
  if (!after || !(after.isProctored || before?.isProctored)) return false;
  return !before || (Object.keys(after) as (keyof ExamImage)[]).some(name => before[name] !== after[name]);
}
