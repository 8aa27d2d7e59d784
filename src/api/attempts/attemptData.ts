import type * as z from 'zod/mini';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isToBeResumed, type StartingTerms, totalSeconds } from '../../domain/attempts/clock.ts';
import { examAsCreated } from '../../domain/attempts/createdAs.ts';
import { type ExternalIdViewer, visibleExternalId } from '../../domain/attempts/visibleExternalId.ts';
import { type Backends, findBackend } from '../../domain/exams/backends.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { type ExamType, examType } from '../../domain/exams/examType.ts';
import type { Instant } from '../../domain/time.ts';
import { offersSoftware, stepsOf } from '../../domain/vendors/attemptSoftware.ts';
import { EXAMS_API } from '../contract/endpoint.ts';
import { fillAddress } from '../exams/examAddress.ts';
import type { attemptData } from '../lists/contract.ts';
import { describeMinutes, describeRemaining, wholeMinutes } from './duration.ts';
import { remainingSeconds } from './wire.ts';

type AttemptData = z.input<ReturnType<typeof attemptData>>;

/** Templates of an exam's address in the LMS, with `{course_id}` and `{content_id}`. */
export interface ExamAddresses {
  lms: string;
  learningMfe: string;
}

export interface Presentation {
  backends: Backends;
  addresses: ExamAddresses;
}

/** Fractions of the total time at which the front end's timer warns. */
const LOW_TIME_RATIO = 0.2;
const CRITICAL_TIME_RATIO = 0.05;

const TYPE_PHRASES: Record<ExamType, AttemptData['exam_type']> = {
  timed: 'a timed exam',
  proctored: 'a proctored exam',
  practice: 'a practice exam',
  onboarding: 'an onboarding exam',
};

/**
 * An attempt for the learner front end.
 * @param options `additionalSeconds`: the allowance of an attempt that has not started
 */
export function toAttemptData(
  attempt: Attempt,
  exam: Exam,
  options: {
    now: Instant;
    additionalSeconds: number;
    isLearningMfe: boolean;
    basePath?: string;
    viewer: ExternalIdViewer;
  } & Presentation,
): AttemptData {
  const examAtCreation = examAsCreated(attempt, exam);
  const terms = { exam, additionalSeconds: options.additionalSeconds, now: options.now };
  const total = totalSeconds(attempt, terms);
  const remaining = remainingSeconds(attempt, exam, options.now);
  return {
    in_timed_exam: true,
    taking_as_proctored: attempt.takingAsProctored,
    exam_type: TYPE_PHRASES[examType(examAtCreation, options.backends)],
    exam_display_name: exam.examName,
    exam_url_path: examAddress(exam, options.addresses, options.isLearningMfe),
    time_remaining_seconds: remaining,
    total_time: describeTotalTime(attempt, terms),
    low_threshold_sec: Math.floor(total * LOW_TIME_RATIO),
    critically_low_threshold_sec: Math.floor(total * CRITICAL_TIME_RATIO),
    course_id: exam.courseId,
    attempt_id: attempt.attemptId,
    external_id: visibleExternalId(attempt, exam, options.viewer),
    accessibility_time_string: describeRemaining(remaining),
    attempt_status: attempt.status,
    exam_started_poll_url: `${options.basePath ?? ''}${EXAMS_API}/attempt/${attempt.attemptId}`,
    attempt_ready_to_resume: attempt.readyToResume,
    use_legacy_attempt_api: true,
    ...backendFields(attempt, examAtCreation, options.backends),
  };
}

/** The total time of an attempt, or of one that would start now: "1 hour and 30 minutes". */
export function describeTotalTime(attempt: Attempt | undefined, terms: StartingTerms): string {
  const isResumption = attempt !== undefined && (attempt.hasPreviousAttempt || isToBeResumed(attempt));
  return describeMinutes(wholeMinutes(totalSeconds(attempt, terms), isResumption));
}

function backendFields(attempt: Attempt, exam: Exam, backends: Backends) {
  const backend = findBackend(backends, exam);
  if (!exam.isProctored || !backend) return { desktop_application_js_url: '' };
  const instructions = stepsOf(attempt);
  return {
    desktop_application_js_url: backend.javascriptUrl,
    ping_interval: backend.pingInterval,
    attempt_code: attempt.attemptCode,
    ...(offersSoftware(attempt.status) && {
      software_download_url: attempt.downloadUrl || (backend.softwareDownloadUrl ?? ''),
      ...(instructions.length > 0 && { instructions }),
    }),
  };
}

/** The address of an exam in the LMS or in the learning front end. */
export function examAddress(exam: Exam, { lms, learningMfe }: ExamAddresses, isLearningMfe: boolean): string {
  return fillAddress(isLearningMfe && learningMfe !== '' ? learningMfe : lms, exam);
}
