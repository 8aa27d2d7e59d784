import type { Actor, Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { laterBy } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { requireCourseStaffOver, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import type { ExamStore } from '../ports/examStore.ts';

/** One transaction holds these and the current attempt. */
const GROUP_SIZE = 30;
/** No further group is begun then: the request has 25 s. */
const MAX_SECONDS = 20;
const MAX_TRIES = 100;

/**
 * Removes all attempts of a learner at an exam, so that the learner can start over: up to 31 in one transaction, more in
 * groups, the oldest first and the current one last.
 * @throws DomainError `exam_not_found`, `forbidden`, `attempt_not_found` where there is none; `reset_unfinished` beyond the
 *   time of a request: the next one continues; `busy`
 */
export async function removeAllAttempts(
  ports: Pick<UpdatePorts, 'attempts' | 'clock'> & { exams: Pick<ExamStore, 'read'> } & StaffRightsPorts,
  caller: Caller,
  learner: { examId: number; userId: number },
): Promise<void> {
  const { examId, userId } = learner;
  const exam = await ports.exams.read(examId);
  if (!exam) throw new DomainError('exam_not_found', `There is no exam with the id ${examId}.`);
  const by = await requireCourseStaffOver(ports, caller, exam.courseId, userId);
  const until = laterBy(ports.clock(), MAX_SECONDS);
  const busy = `The attempts of learner ${userId} at exam ${examId} are being changed concurrently. Try again.`;
  let hasAttempts = false;
  let after: number | null = null;
  do {
    const page: AttemptPage = { limit: GROUP_SIZE, after: after ?? undefined };
    const group: Group = await retryOnConflict(
      async () => {
        const removed = await removeGroup(ports, learner, by, page);
        const isLast = removed !== CONFLICT && removed.nextAfter === null;
        if (!isLast && ports.clock() >= until) throw resetUnfinished(learner);
        return removed;
      },
      { maxTries: MAX_TRIES, busy },
    );
    hasAttempts ||= group.size > 0;
    after = group.nextAfter;
  } while (after !== null);
  if (!hasAttempts) {
    throw new DomainError('attempt_not_found', `Learner ${userId} has no attempt at exam ${examId}.`);
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

function resetUnfinished({ examId, userId }: { examId: number; userId: number }): DomainError {
  return new DomainError(
    'reset_unfinished',
    `Some attempts of learner ${userId} at exam ${examId} are still to be removed. Repeat the request to continue.`,
  );
}

async function removeGroup(
  ports: Pick<UpdatePorts, 'attempts' | 'clock'>,
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
