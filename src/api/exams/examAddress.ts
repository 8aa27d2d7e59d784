import type { Exam } from '../../domain/exams/exam.ts';

/** Where an exam is found in the LMS. @param template with `{course_id}` and `{content_id}` */
export function fillAddress(template: string, exam: Exam): string {
  return template
    .replaceAll('{course_id}', () => inPath(exam.courseId))
    .replaceAll('{content_id}', () => inPath(exam.contentId));
}

/** Percent-encoded, but for what course and content ids are full of and a path may hold. */
function inPath(id: string): string {
  return encodeURIComponent(id).replaceAll(/%(2B|3A|40|2F)/g, decodeURIComponent);
}
