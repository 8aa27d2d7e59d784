import type { Exam } from '../../domain/exams/exam.ts';

/** The address of an exam in the LMS. @param template with `{course_id}` and `{content_id}` */
export function fillAddress(template: string, exam: Exam): string {
  return template
    .replaceAll('{course_id}', () => encodeId(exam.courseId))
    .replaceAll('{content_id}', () => encodeId(exam.contentId));
}

/** Percent-encodes an id, except for `+ : @ /`, which are common in these ids and permitted in paths. */
function encodeId(id: string): string {
  return encodeURIComponent(id).replaceAll(/%(2B|3A|40|2F)/g, decodeURIComponent);
}
