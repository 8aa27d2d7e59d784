import type { Caller } from '../../domain/actors.ts';
import { isInProgress } from '../../domain/attempts/status.ts';
import { courseOfUsageKey } from '../../domain/exams/usageKey.ts';
import type { ShownBackendPorts } from '../exams/shownBackend.ts';
import type { AttemptInProgress, LearnerAttempts } from '../ports/learnerAttempts.ts';
import type { ActiveAttempt } from './learnerView.ts';
import { type ShowingPorts, shownAttempt } from './shownAttempt.ts';
import { withShownSoftware } from './shownSoftware.ts';

interface LatestPorts extends ShowingPorts, ShownBackendPorts {
  learnerAttempts: LearnerAttempts;
}

/**
 * The caller's newest attempt in progress, an overdue one with its time-out applied; with a content id, the current
 * attempt at the active exam that has it, whatever its status.
 */
export async function readLatestAttempt(
  ports: LatestPorts,
  caller: Caller,
  contentId?: string,
): Promise<ActiveAttempt | undefined> {
  if (contentId === undefined) return newestOf(ports, await ports.learnerAttempts.inProgressOf(caller.userId));
  const courseId = courseOfUsageKey(contentId);
  const read =
    courseId === undefined ? undefined : await ports.learnerAttempts.atContent(caller.userId, { courseId, contentId });
  if (read) {
    const { terms, current } = read;
    if (!current || !terms.exam.isActive) return undefined;
    return { attempt: await withShownSoftware(ports, shownAttempt(ports, current, terms.exam), terms.exam), ...terms };
  }
  // A content id that does not name its course leads to an exam by the attempts in progress only.
  const inProgress = await ports.learnerAttempts.inProgressOf(caller.userId);
  return newestOf(
    ports,
    inProgress.filter(({ terms: { exam } }) => exam.isActive && exam.contentId === contentId),
  );
}

/** One whose time is not up before those that the schedule has not closed yet. @param inProgress newest first */
function newestOf(ports: LatestPorts, inProgress: readonly AttemptInProgress[]): ActiveAttempt | undefined {
  const attempts = inProgress.map(({ attempt, terms }) => ({
    attempt: shownAttempt(ports, attempt, terms.exam),
    ...terms,
  }));
  return attempts.find(({ attempt }) => isInProgress(attempt.status)) ?? attempts[0];
}
