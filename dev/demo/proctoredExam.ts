/** The request body of a proctored exam of 90 minutes. */
export function proctoredExam(courseId: string, contentId: string) {
  return {
    course_id: courseId,
    content_id: contentId,
    external_id: null,
    exam_name: 'Midterm',
    time_limit_mins: 90,
    is_proctored: true,
    is_practice_exam: false,
    is_active: true,
    hide_after_due: false,
  };
}
