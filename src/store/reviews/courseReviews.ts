import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CourseReviews, ReportPage, ReportRow, ReviewRef } from '../../usecases/ports/courseReviews.ts';
import { readCursor, toCursor, toPage } from '../attempts/attemptCursor.ts';
import { fromAttemptItem } from '../attempts/attemptItem.ts';
import { fromCodeItem } from '../directory/directoryItem.ts';
import { DIRECTORY_PREFIX, directoryKey } from '../directory/directoryKey.ts';
import { batchGet, batchGetAll } from '../dynamodb/batchGet.ts';
import { courseKeys } from '../dynamodb/courseShards.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { mergeShards } from '../dynamodb/mergeShards.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { fromRegisteredLearnerItem } from '../learners/learnerItem.ts';
import { fromReviewItem, reviewPart } from './reviewItem.ts';
import { readComments } from './reviewParts.ts';

/** Index items that a filtered page reads at most; the next page continues there. */
const MAX_SEARCHED = 10_000;
/** Per key. */
const SEARCH_PAGE_SIZE = 250;

/** The reviews of a course by the index of their table (resources/tables.yml), without video links. */
export function createCourseReviews(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'reviews' | 'attempts' | 'directory'>,
): CourseReviews {
  return {
    async find(courseId, page) {
      const { limit, cursor } = page;
      const { items, searchedTo } = await mergeShards(client, queriesOfCourse(tables.reviews, courseId, page), {
        limit: limit + 1,
        after: cursor ? readCursor(cursor) : undefined,
        ...(isFiltered(page) && { pageSize: SEARCH_PAGE_SIZE, maxSearched: MAX_SEARCHED }),
      });
      const refs = items.map(toReviewRef);
      const listed = toPage(refs, { limit, searchedTo, idOf: ({ attemptId }) => attemptId });
      return { refs: listed.page, nextCursor: listed.nextCursor };
    },

    async read(refs) {
      const attemptIds = [...new Set(refs.map(({ attemptId }) => attemptId))];
      const { [tables.reviews]: reviews = [], [tables.attempts]: attempts = [] } = await batchGet(client, {
        [tables.reviews]: refs.map(({ attemptCode, part }) => ({ attempt_code: attemptCode, part })),
        [tables.attempts]: attemptIds.map(attempt_id => ({ attempt_id })),
      });
      const itemByKey = new Map(reviews.map(item => [itemKey(item.attempt_code, item.part), item]));
      const attemptById = new Map(attempts.map(fromAttemptItem).map(attempt => [attempt.attemptId, attempt]));
      return refs.flatMap((ref): ReportRow[] => {
        const item = itemByKey.get(itemKey(ref.attemptCode, ref.part));
        // Replaced meanwhile by the review of another attempt with the same code.
        if (item?.attempt_id !== ref.attemptId) return [];
        const { videoLink: _, ...review } = fromReviewItem(item);
        const comments = () => readComments(client, tables.reviews, item);
        const learnerId = asNumber(item.learner_id);
        return [{ ...ref, review, readComments: comments, learnerId, live: attemptById.get(ref.attemptId) }];
      });
    },

    async ofAttempts(attempts) {
      const items = await batchGetAll(client, tables.reviews, reviewKeys(attempts), {
        isConsistent: false,
        attributes: ['attempt_id', 'attempt_code', 'review_status', 'received_at'],
      });
      const byCode = new Map(items.map(item => [item.attempt_code, item]));
      return new Map(
        attempts.flatMap(({ attemptId, attemptCode }) => {
          const item = byCode.get(attemptCode);
          if (item?.attempt_id !== attemptId) return [];
          const { reviewStatus, receivedAt } = fromReviewItem(item);
          return [[attemptId, { reviewStatus, receivedAt }] as const];
        }),
      );
    },

    async entriesOf(reviews) {
      const directoryKeys = reviews.flatMap(({ attemptCode, learnerId }) => [
        directoryKey.code(attemptCode),
        ...(learnerId === null ? [] : [directoryKey.learner(learnerId)]),
      ]);
      const keys = [...new Set(directoryKeys)].map(key => ({ key }));
      const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: keys });
      const isCode = ({ key }: Item) => asText(key)?.startsWith(DIRECTORY_PREFIX.code);
      const codes = items.filter(isCode).map(fromCodeItem);
      const learners = items.filter(item => !isCode(item)).flatMap(item => fromRegisteredLearnerItem(item) ?? []);
      return {
        codes: new Map(codes.map(entry => [entry.attempt.attemptCode, entry])),
        learners: new Map(learners.map(learner => [learner.id, learner])),
      };
    },
  };
}

/** A manually edited attempt may lack a code, or have the one of another attempt. */
function reviewKeys(attempts: readonly { attemptCode: string }[]): Item[] {
  const codes = new Set(attempts.map(({ attemptCode }) => attemptCode).filter(code => code !== ''));
  return [...codes].map(code => ({ attempt_code: code, part: reviewPart.current }));
}

const itemKey = (attemptCode: unknown, part: unknown) => JSON.stringify([attemptCode, part]);

function toReviewRef(item: Item): ReviewRef {
  const attemptId = asNumber(item.attempt_id) ?? 0;
  return {
    attemptId,
    attemptCode: asText(item.attempt_code) ?? '',
    part: asText(item.part) ?? '',
    cursor: toCursor(attemptId),
  };
}

const isFiltered = ({ examId, reviewStatus }: ReportPage) => examId !== undefined || reviewStatus !== undefined;

/** A query for each key of the course. */
function queriesOfCourse(table: string, courseId: string, { examId, reviewStatus }: ReportPage): QueryCommandInput[] {
  const filters = [
    ...(examId === undefined ? [] : ['exam_id = :exam']),
    ...(reviewStatus === undefined ? [] : ['review_status = :status']),
  ];
  return courseKeys(courseId).map(key => ({
    TableName: table,
    IndexName: 'by_course',
    KeyConditionExpression: 'reviewed_in_course = :course',
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ExpressionAttributeValues: {
      ':course': key,
      ...(examId !== undefined && { ':exam': examId }),
      ...(reviewStatus !== undefined && { ':status': reviewStatus }),
    },
  }));
}
