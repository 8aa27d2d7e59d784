import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Exam, ExamTerms } from '../../domain/exams/exam.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { createTtlCache, type ItemCache } from '../dynamodb/ttlCache.ts';
import { additionalSecondsOf, additionalTimeEntry, examEntry } from './examItem.ts';

type ExamReads = Pick<ExamStore, 'read' | 'readConsistent' | 'readCached' | 'readTerms' | 'readClockTerms'>;

/** Maximum age of a cached exam for display: each poll of an attempt reads it. */
const DISPLAY_MAX_AGE_SECONDS = 10;

/**
 * Reads exams by id. The cache reduces reads of the exam's item, a hot key: DynamoDB limits a key to 3,000 read units/s.
 * @param cache for exams and policies; the terms of a creation and a start have the present exam and allowances. Without it only `readCached` has one, for display
 */
export function createExamReads(
  client: DynamoDBDocumentClient,
  table: string,
  cache: ItemCache | undefined,
  toExam: (item: Item) => Exam,
): ExamReads {
  const readEntries = async (examId: number, entries: readonly string[], isConsistent: boolean) => {
    const [Key, ...others] = entries.map(entry => ({ exam_id: examId, entry }));
    if (!Key) return new Map<string, Item>();
    if (others.length === 0) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: isConsistent }));
      return new Map(Item ? [[Key.entry, Item]] : []);
    }
    const { [table]: items = [] } = await batchGet(client, { [table]: [Key, ...others] }, { isConsistent });
    return new Map(items.map(item => [asText(item.entry) ?? '', item]));
  };
  /** Reads entries that are the same for all learners, from the cache if it has them. */
  const readShared = async (itemCache: ItemCache, examId: number, entries: readonly string[]) => {
    const cached = entries.map(entry => [entry, itemCache.get(cacheKey(examId, entry))] as const);
    const missing = cached.flatMap(([entry, hit]) => (hit ? [] : [entry]));
    // Eventually consistent: cached values are stale anyway, and consistent reads cost twice.
    const read = await readEntries(examId, missing, false);
    // An absent exam is not cached: it may be created at any moment.
    const cacheable = missing.filter(entry => entry !== examEntry.exam || read.has(entry));
    for (const entry of cacheable) itemCache.set(cacheKey(examId, entry), read.get(entry));
    return new Map(cached.map(([entry, hit]) => [entry, hit ? hit.item : read.get(entry)]));
  };
  /** Reads the exam and the entries of the learner consistently: a cached exam would hide its pause. */
  const readTermEntries = async (
    itemCache: ItemCache,
    examId: number,
    entriesOfLearner: (exam: Exam) => readonly string[],
  ) => {
    const policy = await readShared(itemCache, examId, [examEntry.policy]);
    const cachedExam = itemCache.get(cacheKey(examId, examEntry.exam))?.item;
    const expected = cachedExam ? entriesOfLearner(toExam(cachedExam)) : [];
    const present = await readEntries(examId, [examEntry.exam, ...expected], true);
    const exam = present.get(examEntry.exam);
    if (!exam) return undefined;
    itemCache.set(cacheKey(examId, examEntry.exam), exam);
    const entriesRead = expected.length > 0 ? expected : entriesOfLearner(toExam(exam));
    const further = expected.length > 0 ? [] : await readEntries(examId, entriesRead, true);
    return { entries: new Map([...policy, ...present, ...further]), allowancesRead: entriesRead.length > 0 };
  };

  const displayCache = cache ?? createTtlCache(DISPLAY_MAX_AGE_SECONDS, () => performance.now());

  const toTerms = (
    entries: ReadonlyMap<string, Item | undefined>,
    learnerEntries: LearnerEntries,
    allowancesRead = true,
  ) => {
    const exam = entries.get(examEntry.exam);
    return exam && { exam: toExam(exam), ...toPolicyAndAllowances(entries, learnerEntries), allowancesRead };
  };

  return {
    async read(examId) {
      const entries = cache
        ? await readShared(cache, examId, [examEntry.exam])
        : await readEntries(examId, [examEntry.exam], true);
      const exam = entries.get(examEntry.exam);
      return exam && toExam(exam);
    },

    async readConsistent(examId) {
      const exam = (await readEntries(examId, [examEntry.exam], true)).get(examEntry.exam);
      return exam && toExam(exam);
    },

    async readCached(examId) {
      const shared = (await readShared(displayCache, examId, [examEntry.exam])).get(examEntry.exam);
      // An eventually consistent read may miss an exam that was just created.
      const exam = shared ?? (await readEntries(examId, [examEntry.exam], true)).get(examEntry.exam);
      return exam && toExam(exam);
    },

    async readTerms(examId, userId, needsAllowances = () => true) {
      const learnerEntries = learnerEntriesOf(userId);
      if (!cache) {
        const sharedEntries = [examEntry.exam, examEntry.policy];
        const entries = await readEntries(
          examId,
          [...sharedEntries, learnerEntries.time, learnerEntries.exception],
          true,
        );
        return toTerms(entries, learnerEntries);
      }
      const read = await readTermEntries(cache, examId, exam =>
        needsAllowances(exam) ? [learnerEntries.time, learnerEntries.exception] : [],
      );
      return read && toTerms(read.entries, learnerEntries, read.allowancesRead);
    },

    async readClockTerms(examId, userId) {
      const learnerEntries = learnerEntriesOf(userId);
      // Never from the cache, which would hide a pause.
      const entries = await readEntries(examId, [examEntry.exam, learnerEntries.time], true);
      return toTerms(entries, learnerEntries);
    },
  };
}

export function cacheKey(examId: number, entry: string): string {
  return `${examId} ${entry}`;
}

function learnerEntriesOf(userId: number) {
  return {
    time: additionalTimeEntry(userId),
    exception: examEntry.allowance(userId, 'review_policy_exception'),
  };
}

type LearnerEntries = ReturnType<typeof learnerEntriesOf>;

function toPolicyAndAllowances(
  entries: ReadonlyMap<string, Item | undefined>,
  learnerEntries: LearnerEntries,
): Omit<ExamTerms, 'exam' | 'allowancesRead'> {
  const [policy, time] = [entries.get(examEntry.policy), entries.get(learnerEntries.time)];
  return {
    reviewPolicyId: asNumber(policy?.policy_id),
    reviewPolicy: asText(policy?.review_policy),
    reviewPolicyException: asText(entries.get(learnerEntries.exception)?.value),
    additionalSeconds: additionalSecondsOf(time),
    allowanceVersion: asNumber(time?.version),
  };
}
