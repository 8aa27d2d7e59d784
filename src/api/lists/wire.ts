import type { Caller } from '../../domain/actors.ts';
import { isPastDue } from '../../domain/attempts/clock.ts';
import type { ExternalIdPolicy, ExternalIdViewer } from '../../domain/attempts/visibleExternalId.ts';
import { examType } from '../../domain/exams/examType.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import type { ActiveAttempt, ExamView } from '../../usecases/attempts/learnerView.ts';
import { describeTotalTime, examAddress, type Presentation, toAttemptData } from '../attempts/attemptData.ts';
import { toWireExam } from '../exams/wire.ts';

/** The context in which an exam and its attempt are presented to a learner. */
export interface LearnerPresentation extends Presentation {
  now: Instant;
  viewer: ExternalIdViewer;
  isLearningMfe: boolean;
  /** The path prefix of the addresses that the caller uses. */
  basePath: string;
}

export function presentationFor(
  { backends, addresses, externalIds, clock }: Presentation & { externalIds: ExternalIdPolicy; clock: Clock },
  { caller, basePath, isLearningMfe = false }: { caller: Caller; basePath: string; isLearningMfe?: boolean },
): LearnerPresentation {
  return { backends, addresses, now: clock(), viewer: { caller, ...externalIds }, isLearningMfe, basePath };
}

export function toWireActiveAttempt(
  { attempt, exam, additionalSeconds }: ActiveAttempt,
  presentation: LearnerPresentation,
) {
  return toAttemptData(attempt, exam, { ...presentation, additionalSeconds });
}

export function toWireExamView(
  { terms, attempt, isOpen, onboardingExam }: ExamView,
  presentation: LearnerPresentation,
) {
  const { exam } = terms;
  const { now, addresses, isLearningMfe } = presentation;
  return {
    ...toWireExam(exam),
    attempt: attempt ? toWireActiveAttempt({ attempt, ...terms }, presentation) : {},
    type: examType(exam, presentation.backends),
    passed_due_date: isPastDue(exam, now),
    use_legacy_attempt_api: true as const,
    total_time: describeTotalTime(isOpen ? undefined : attempt, { ...terms, now }),
    ...(onboardingExam !== undefined && {
      onboarding_link: onboardingExam === null ? '' : examAddress(onboardingExam, addresses, isLearningMfe),
    }),
  };
}
