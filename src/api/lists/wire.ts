import type { Caller } from '../../domain/actors.ts';
import { isPastDue } from '../../domain/attempts/clock.ts';
import type { ExternalIdPolicy, ExternalIdViewer } from '../../domain/attempts/visibleExternalId.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import type { ActiveAttempt, ExamView } from '../../usecases/attempts/learnerView.ts';
import { describeTotalTime, examAddress, examType, type Presentation, toAttemptData } from '../attempts/attemptData.ts';
import { toWireExam } from '../exams/wire.ts';

/** The circumstances in which an attempt is shown to a learner. */
export interface Showing extends Presentation {
  now: Instant;
  viewer: ExternalIdViewer;
  isLearningMfe: boolean;
  /** The path prefix of the addresses that the caller uses. */
  basePath: string;
}

export function shownBy(
  { backends, addresses, externalIds, clock }: Presentation & { externalIds: ExternalIdPolicy; clock: Clock },
  { caller, basePath, isLearningMfe = false }: { caller: Caller; basePath: string; isLearningMfe?: boolean },
): Showing {
  return { backends, addresses, now: clock(), viewer: { caller, ...externalIds }, isLearningMfe, basePath };
}

export function toWireTaken({ attempt, exam, additionalSeconds }: ActiveAttempt, showing: Showing) {
  return toAttemptData(attempt, exam, { ...showing, additionalSeconds });
}

export function toWireExamView({ terms, attempt, isOpen, onboardingExam }: ExamView, showing: Showing) {
  const { exam } = terms;
  const { now, addresses, isLearningMfe } = showing;
  return {
    ...toWireExam(exam),
    attempt: attempt ? toWireTaken({ attempt, ...terms }, showing) : {},
    type: examType(exam, showing.backends),
    passed_due_date: isPastDue(exam, now),
    use_legacy_attempt_api: true as const,
    total_time: describeTotalTime(isOpen ? undefined : attempt, { ...terms, now }),
    ...(onboardingExam !== undefined && {
      onboarding_link: onboardingExam === null ? '' : examAddress(onboardingExam, addresses, isLearningMfe),
    }),
  };
}
