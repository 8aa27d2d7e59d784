/** The part of an exam's image that vendors are told. */
export interface ExamImage {
  examName: string | null;
  courseId: string | null;
  isProctored: boolean;
  isPracticeExam: boolean;
  isActive: boolean;
  backend: string | null;
}

/**
 * Whether a vendor is to be told of a change of an exam: of a proctored one, or of one that was so until now. A change of
 * nothing but the vendor's own name for it is none. Pure.
 */
export function isNotifiableExamChange(before: ExamImage | undefined, after: ExamImage | undefined): boolean {
  if (!after || !(after.isProctored || before?.isProctored)) return false;
  return !before || (Object.keys(after) as (keyof ExamImage)[]).some(name => before[name] !== after[name]);
}
