import type { Exam } from '../../domain/exams/exam.ts';

/** The finished pauses of an exam, and the beginning of the present one. */
export function toWirePause({ examId, pausedAt, pausedSeconds }: Exam) {
  return { exam_id: examId, paused_at: pausedAt, paused_seconds: pausedSeconds };
}
