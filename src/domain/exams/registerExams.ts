import { type Caller, requireGlobalStaff } from '../actors.ts';
import { Refusal } from '../errors.ts';
import { drawId, type RandomInteger } from '../ids.ts';
import type { Clock } from '../time.ts';
import type { Exam, ExamFields, ExamStore } from './exam.ts';

/** Who has which content id by now is found out anew in each round; this many in a row is no traffic but a fault. */
const MOST_ROUNDS = 20;

/**
 * Registers a course's exams: those of the list are created or changed, those missing from it become inactive and
 * unproctored, none is deleted. One transaction where there are no more than 50 exams; above it in parts, and repeating
 * it finishes what was cut off.
 * @returns the exams' ids in the order of the list
 * @throws Refusal `forbidden`, `unprocessable_exams` for a content id that comes twice, `busy`
 */
export async function registerExams(
  given: { exams: ExamStore; clock: Clock; random: RandomInteger },
  caller: Caller,
  courseId: string,
  list: readonly ExamFields[],
): Promise<number[]> {
  requireGlobalStaff(caller);
  requireDistinct(list);
  let above = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const contentIds = list.map(one => one.contentId);
    const [known, found] = await Promise.all([
      given.exams.ofCourse(courseId),
      given.exams.findAll(courseId, contentIds),
    ]);
    const before = new Map(found.map(exam => [exam.contentId, exam]));
    const listed = list.map((fields): Exam => {
      const examId = before.get(fields.contentId)?.examId;
      if (examId === undefined) above = drawId(given.clock(), given.random, above);
      return { ...fields, examId: examId ?? above };
    });
    const isMissing = (exam: Exam) => !contentIds.includes(exam.contentId) && (exam.isActive || exam.isProctored);
    const isDone = await given.exams.register({
      created: listed.filter(exam => !before.has(exam.contentId)),
      changed: listed.filter(exam => differs(exam, before.get(exam.contentId))),
      left: known.filter(isMissing),
    });
    if (isDone) return listed.map(({ examId }) => examId);
  }
  throw new Refusal('busy', 'The exams of the course are being registered by many at once. Try again.');
}

function requireDistinct(list: readonly ExamFields[]): void {
  const seen = new Set<string>();
  const inputErrors = list.flatMap(({ contentId }, index) => {
    const isRepeated = seen.has(contentId);
    seen.add(contentId);
    return isRepeated ? [{ pointer: `/${index}/content_id`, detail: 'comes twice in the list' }] : [];
  });
  if (inputErrors.length === 0) return;
  throw new Refusal('unprocessable_exams', 'Each content id may come once.', { inputErrors });
}

/** What is as it is to be is not written again. */
function differs(exam: Exam, before: Exam | undefined): boolean {
  return before !== undefined && (Object.keys(exam) as (keyof Exam)[]).some(name => before[name] !== exam[name]);
}
