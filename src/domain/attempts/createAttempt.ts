import { type Actor, type Caller, isStaffOf } from '../actors.ts';
import { Refusal } from '../errors.ts';
import type { Exam, ExamStore, ExamTerms } from '../exams/exam.ts';
import { readExamTerms } from '../exams/readExam.ts';
import { drawId, type RandomInteger } from '../ids.ts';
import type { Clock, Instant } from '../time.ts';
import type { Attempt, Learner } from './attempt.ts';
import type { AttemptStore, Holder, Takeover } from './attemptStore.ts';
import { isPastDue, startClock } from './clock.ts';

/** What a learner may say when creating an attempt of their own. */
export interface AttemptRequest {
  examId: number;
  startClock: boolean;
  attemptProctored: boolean;
  /** What only staff may say, on behalf of a learner or of an LMS that registers with the vendor itself. */
  onBehalf?: StaffAttemptRequest;
}

export interface StaffAttemptRequest {
  user?: Learner & { name?: string };
  attemptCode?: string;
  externalId?: string;
  studentName?: string;
  takingAsProctored?: boolean;
  isSampleAttempt?: boolean;
  allowedTimeSeconds?: number;
}

/** Everything of the new attempt but the id, which is drawn until it fits. */
type NewAttempt = Omit<Attempt, 'attemptId'>;

const MOST_DRAWS = 100;

/**
 * Creates the learner's current attempt at an exam. Writes nothing to the history.
 * @throws Refusal `exam_does_not_exist`, `forbidden`, `exam_past_due`,
 *   `attempt_already_exists`, `attempt_code_in_use`, `external_id_in_use`, `busy`
 */
export async function createAttempt(
  given: {
    attempts: AttemptStore;
    exams: ExamStore;
    clock: Clock;
    random: RandomInteger;
    /** A code for an attempt that is given none: an upper-case random UUID. */
    drawCode: () => string;
  },
  caller: Caller,
  request: AttemptRequest,
): Promise<Attempt> {
  const terms = await readExamTerms(given.exams, request.examId, request.onBehalf?.user?.id ?? caller.userId);
  const { exam } = terms;
  const attempt = newAttempt(terms, caller, request, { now: given.clock(), code: given.drawCode() });
  let takeover: Takeover = { gone: [] };
  let above = 0;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const attemptId = drawId(attempt.createdAt, given.random, above);
    const outcome = await given.attempts.create({ ...attempt, attemptId }, takeover);
    if (outcome.stored) return { ...attempt, attemptId };
    if (outcome.inTheWay === 'attempt_id') {
      above = attemptId;
      continue;
    }
    // Ids grow with time even where clocks disagree: above whatever attempt had the code or the place before.
    above = Math.max(above, ...outcome.inTheWay.map(holder => holder.attemptId));
    takeover = await judgeHolders(given.attempts, takeover, exam, attempt, outcome.inTheWay);
  }
  throw new Refusal('busy', 'Too many attempts are being created at once. Try again.');
}

/** The new attempt but for its id. Pure. @throws Refusal */
function newAttempt(
  terms: ExamTerms,
  caller: Caller,
  request: AttemptRequest,
  drawn: { now: Instant; code: string },
): NewAttempt {
  const { exam } = terms;
  const by = requireCreator(exam, caller, request);
  if (isPastDue(exam, drawn.now)) {
    throw new Refusal('exam_past_due', `Exam ${exam.examId} was due at ${exam.dueDate}.`);
  }
  const given = request.onBehalf ?? {};
  const attempt: NewAttempt = {
    version: 1,
    attemptCode: given.attemptCode ?? drawn.code,
    externalId: given.externalId ?? null,
    examId: exam.examId,
    courseId: exam.courseId,
    user: learnerOf(caller, given),
    studentName: given.studentName ?? nameOf(caller, given),
    status: 'created',
    createdAt: drawn.now,
    modifiedAt: drawn.now,
    startedAt: null,
    completedAt: null,
    allowedTimeSeconds: given.allowedTimeSeconds ?? null,
    baseTimeSeconds: null,
    timeRemainingSeconds: null,
    isSampleAttempt: given.isSampleAttempt ?? exam.isPracticeExam,
    takingAsProctored: takingAsProctored(exam, request),
    isStatusAcknowledged: false,
    reviewPolicyId: terms.reviewPolicyId,
    isResumable: false,
    readyToResume: false,
    resumed: false,
    isCurrent: true,
    hasPredecessor: false,
    cascadePending: false,
    lastChange: { by, reason: null },
  };
  if (!request.startClock) return attempt;
  return { ...attempt, status: 'started', ...startClock(attempt, { ...terms, now: drawn.now }) };
}

function requireCreator(exam: Exam, caller: Caller, request: AttemptRequest): Actor {
  if (!request.onBehalf) return { role: 'learner', userId: caller.userId };
  if (isStaffOf(caller, exam.courseId)) return { role: 'staff', userId: caller.userId };
  throw new Refusal(
    'forbidden',
    'Only staff of the course may create an attempt for somebody else or prescribe its code.',
  );
}

function takingAsProctored(exam: Exam, request: AttemptRequest): boolean {
  if (request.onBehalf?.takingAsProctored !== undefined) return request.onBehalf.takingAsProctored;
  if (!exam.isProctored || request.attemptProctored || request.onBehalf) return exam.isProctored;
  // Taking a proctored exam unproctored is declining it, with all that follows from it.
  throw new Refusal(
    'illegal_status_transition',
    `Exam ${exam.examId} is proctored; declining proctoring is not supported yet. Send "attempt_proctored": true.`,
  );
}

function learnerOf(caller: Caller, given: StaffAttemptRequest): Learner {
  const { id, username, email } = given.user ?? { id: caller.userId, username: caller.username, email: caller.email };
  return { id, username, email };
}

function nameOf(caller: Caller, given: StaffAttemptRequest): string {
  return given.user ? (given.user.name ?? given.user.username) : caller.name;
}

/**
 * Judges what is in the way of the new attempt: an attempt that is gone is not, a practice attempt gives way to the
 * next one, anything else stays. @throws Refusal
 */
async function judgeHolders(
  attempts: AttemptStore,
  takeover: Takeover,
  exam: Exam,
  attempt: NewAttempt,
  holders: readonly Holder[],
): Promise<Takeover> {
  const gone = new Set(takeover.gone);
  let replaces: Attempt | undefined;
  for (const { has, attemptId } of holders) {
    const holder = gone.has(attemptId) ? undefined : await attempts.read(attemptId);
    if (!holder) gone.add(attemptId);
    else if (has === 'current_attempt' && exam.isPracticeExam) replaces = holder;
    else throw inUse(has, attempt);
  }
  return { gone: [...gone], replaces };
}

function inUse(what: Holder['has'], attempt: NewAttempt): Refusal {
  switch (what) {
    case 'attempt_code':
      return new Refusal('attempt_code_in_use', `The attempt code ${attempt.attemptCode} belongs to another attempt.`);
    case 'external_id':
      return new Refusal('external_id_in_use', 'The external id belongs to another attempt.');
    case 'current_attempt':
      return new Refusal('attempt_already_exists', `The learner already has an attempt at exam ${attempt.examId}.`);
  }
}
