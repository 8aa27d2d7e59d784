import { type Actor, type Caller, requireStaffOver } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { laterBy } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ChangingPorts } from '../ports/attemptPorts.ts';
import type { ExamStore } from '../ports/examStore.ts';

/** With the current attempt these are 31 removals, which one transaction holds. */
const GROUP_SIZE = 30;
/** No further group is begun then: the function has 25 s. */
const MAX_SECONDS = 20;
const RETRIES = { maxTries: 100, busy: 'The attempts are being changed by many at once. Try again.' };

/**
 * Removes all attempts of a learner at an exam, which gives them the exam anew: all or none, but for more than 30, which
 * go in groups, the oldest first and the current one last. Repeated when one of them changes meanwhile.
 * @throws DomainError `exam_not_found`, `forbidden`, `attempt_not_found` where there is none at first; `reset_unfinished` where it
 *   takes longer than a request may: the next one goes on; `busy`
 */
export async function resetAttempts(
  ports: Pick<ChangingPorts, 'attempts' | 'clock'> & { exams: Pick<ExamStore, 'read'> },
  caller: Caller,
  learner: { examId: number; userId: number },
): Promise<void> {
  const { examId, userId } = learner;
  const exam = await ports.exams.read(examId);
  if (!exam) throw new DomainError('exam_not_found', `There is no exam with the id ${examId}.`);
  const by = requireStaffOver(caller, exam.courseId, userId);
  const until = laterBy(ports.clock(), MAX_SECONDS);
  let hasFound = false;
  let after: number | null = null;
  do {
    const page: AttemptPage = { limit: GROUP_SIZE, after: after ?? undefined };
    const group: Group = await retryOnConflict(async () => {
      const removed = await removeGroup(ports, learner, by, page);
      const isLast = removed !== CONFLICT && removed.nextAfter === null;
      if (!isLast && ports.clock() >= until) throw resetUnfinished();
      return removed;
    }, RETRIES);
    hasFound ||= group.size > 0;
    after = group.nextAfter;
  } while (after !== null);
  if (!hasFound) {
    throw new DomainError('attempt_not_found', `The learner ${userId} has no attempt at exam ${examId}.`);
  }
}

interface AttemptPage {
  limit: number;
  /** The last attempt of the group before. */
  after: number | undefined;
}

interface Group {
  size: number;
  /** Null for the last group. */
  nextAfter: number | null;
}

function resetUnfinished(): DomainError {
  return new DomainError(
    'reset_unfinished',
    'There are more attempts than fit one request. Repeat it: the next one goes on.',
  );
}

async function removeGroup(
  ports: Pick<ChangingPorts, 'attempts' | 'clock'>,
  { examId, userId }: { examId: number; userId: number },
  by: Actor,
  page: AttemptPage,
): Promise<Group | typeof CONFLICT> {
  const { superseded, current, nextAfter } = await ports.attempts.ofLearnerAtExam(examId, userId, page);
  const group = nextAfter === null && current ? [...superseded, current] : superseded;
  const removal = { at: ports.clock(), by, reason: 'all attempts of the learner reset' };
  const isRemoved = group.length === 0 || (await ports.attempts.removeTogether(group, removal)).stored;
  return isRemoved ? { size: group.length, nextAfter } : CONFLICT;
}
