import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Exam, ExamTerms } from '../../domain/exams/exam.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { type Item, number, text } from '../dynamodb/item.ts';
import { createTtlCache, type RememberedItems } from '../dynamodb/ttlCache.ts';
import { examEntry } from './examItem.ts';

type ExamReads = Pick<ExamStore, 'read' | 'readCached' | 'readTerms' | 'readClockTerms'>;

/** How old an exam may be that is only shown beside an attempt, in every function: each poll shows one. */
const SHOWN_FOR_SECONDS = 10;

/**
 * Reading exams by their ids. All learners of an exam read its one item, and one key gives 3000 read units a second.
 * @param remembered exams and policies, which are then as old as that allows; allowances are always read
 */
export function createExamReads(
  client: DynamoDBDocumentClient,
  table: string,
  remembered: RememberedItems | undefined,
  toExam: (item: Item) => Exam,
): ExamReads {
  const readEntries = async (examId: number, entries: readonly string[], isConsistent: boolean) => {
    const [Key, ...more] = entries.map(entry => ({ exam_id: examId, entry }));
    if (!Key) return new Map<string, Item>();
    if (more.length === 0) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: isConsistent }));
      return new Map(Item ? [[Key.entry, Item]] : []);
    }
    const { [table]: items = [] } = await batchGet(client, { [table]: [Key, ...more] }, { isConsistent });
    return new Map(items.map(item => [text(item.entry) ?? '', item]));
  };
  /** Reads the entries that many learners share: from memory, as far as they are there. */
  const readShared = async (memory: RememberedItems, examId: number, entries: readonly string[]) => {
    const recalled = entries.map(entry => [entry, memory.recall(memoryKey(examId, entry))] as const);
    const missing = recalled.flatMap(([entry, found]) => (found ? [] : [entry]));
    // Entries that may be old anyway need not be read consistently, at twice the units.
    const read = await readEntries(examId, missing, false);
    // An exam that is not there may be on its way.
    const known = missing.filter(entry => entry !== examEntry.exam || read.has(entry));
    for (const entry of known) memory.keep(memoryKey(examId, entry), read.get(entry));
    return new Map(recalled.map(([entry, found]) => [entry, found ? found.item : read.get(entry)]));
  };
  const readSome = async (examId: number, shared: readonly string[], own: (exam: Exam) => readonly string[]) => {
    const known = remembered && (await readShared(remembered, examId, shared));
    const exam = known?.get(examEntry.exam);
    if (!known || !exam) return undefined;
    return new Map([...known, ...(await readEntries(examId, own(toExam(exam)), true))]);
  };

  const shown = remembered ?? createTtlCache(SHOWN_FOR_SECONDS, () => performance.now());

  const toTerms = (entries: ReadonlyMap<string, Item | undefined>, own: OwnEntries, allowancesRead = true) => {
    const exam = entries.get(examEntry.exam);
    return exam && { exam: toExam(exam), ...termsBeside(entries, own), allowancesRead };
  };

  return {
    async read(examId) {
      const entries = remembered
        ? await readShared(remembered, examId, [examEntry.exam])
        : await readEntries(examId, [examEntry.exam], true);
      const exam = entries.get(examEntry.exam);
      return exam && toExam(exam);
    },

    async readCached(examId) {
      const shared = (await readShared(shown, examId, [examEntry.exam])).get(examEntry.exam);
      // One that was made a moment ago must not seem to be gone.
      const exam = shared ?? (await readEntries(examId, [examEntry.exam], true)).get(examEntry.exam);
      return exam && toExam(exam);
    },

    async readTerms(examId, userId, needsAllowances = () => true) {
      const own = allowancesOf(userId);
      const shared = [examEntry.exam, examEntry.policy];
      if (!remembered) {
        const entries = await readEntries(examId, [...shared, own.time, own.exception], true);
        return toTerms(entries, own);
      }
      let allowancesRead = true;
      const entries = await readSome(examId, shared, exam => {
        allowancesRead = needsAllowances(exam);
        return allowancesRead ? [own.time, own.exception] : [];
      });
      return entries && toTerms(entries, own, allowancesRead);
    },

    async readClockTerms(examId, userId) {
      const own = allowancesOf(userId);
      const entries = remembered
        ? await readSome(examId, [examEntry.exam], () => [own.time])
        : await readEntries(examId, [examEntry.exam, own.time], true);
      return entries && toTerms(entries, own);
    },
  };
}

export function memoryKey(examId: number, entry: string): string {
  return `${examId} ${entry}`;
}

function allowancesOf(userId: number) {
  return {
    time: examEntry.allowance(userId, 'additional_time_granted'),
    exception: examEntry.allowance(userId, 'review_policy_exception'),
  };
}

type OwnEntries = ReturnType<typeof allowancesOf>;

function termsBeside(
  entries: ReadonlyMap<string, Item | undefined>,
  own: OwnEntries,
): Omit<ExamTerms, 'exam' | 'allowancesRead'> {
  const [policy, time] = [entries.get(examEntry.policy), entries.get(own.time)];
  return {
    reviewPolicyId: number(policy?.policy_id),
    reviewPolicy: text(policy?.review_policy),
    reviewPolicyException: text(entries.get(own.exception)?.value),
    additionalSeconds: 60 * Number(time?.value ?? 0),
    allowanceVersion: number(time?.version),
  };
}
