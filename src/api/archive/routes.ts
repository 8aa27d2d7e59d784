import type { Caller } from '../../domain/actors.ts';
import type { ExternalIdPolicy } from '../../domain/attempts/visibleExternalId.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { locateForStaff, type StaffLookupPorts } from '../../usecases/attempts/locateAttempt.ts';
import type { ShowingPorts } from '../../usecases/attempts/shownAttempt.ts';
import { withStaffRights } from '../../usecases/courseStaff/staffRights.ts';
import { readHistory } from '../../usecases/history/readHistory.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import type { ReviewReader } from '../../usecases/ports/reviewReader.ts';
import {
  findReview,
  type ReviewWithVersions,
  readReview,
  readReviewPayload,
} from '../../usecases/reviews/readReview.ts';
import { stripByteOrderMark } from '../../validation/validation.ts';
import { toWireArchivedAttempt, toWireAttempt, toWireHistoryEntry } from '../attempts/wire.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import { boundComments, toWireReview } from '../reviews/wire.ts';
import * as contract from './contract.ts';

interface ArchivePorts extends StaffLookupPorts, ShowingPorts {
  exams: Pick<ExamStore, 'readCached' | 'readConsistent'>;
  reviewReader: ReviewReader;
  toPlayableLink: (vendor: string, link: string) => string;
  externalIds: ExternalIdPolicy;
  /** Removes the external id of the attempt from a payload. */
  redactExternalIdFromPayload: (json: string) => string;
}

/** Routes of lookups by attempt code, for staff. */
export function archiveRoutes(ports: ArchivePorts): Route[] {
  const viewerOf = async (caller: Caller, courseIds: string[]) => ({
    caller: await withStaffRights(ports, caller, courseIds),
    ...ports.externalIds,
  });
  const toWire = ({ review, earlier, isAttemptActive }: ReviewWithVersions) => ({
    ...toWireReview(review, ports.toPlayableLink),
    is_attempt_active: isAttemptActive,
    earlier_versions: boundComments(earlier.map(version => toWireReview(version, ports.toPlayableLink))),
  });
  /** Null without a review: to a browser a 404 is an error. */
  const currentReview = async (caller: Caller, attemptCode: string) => {
    const review = await findReview(ports, caller, attemptCode);
    return review && toWire(review);
  };
  return [
    serve(contract.locateAttempt, async ({ caller, params, query }) => {
      const { attempt: located, isArchived, exam } = await locateForStaff(ports, caller, params.attempt_code);
      const viewer = await viewerOf(caller, [located.courseId]);
      const attempt = isArchived
        ? toWireArchivedAttempt(located, exam, viewer)
        : toWireAttempt(located, exam, ports.clock(), viewer);
      const beside = query.include && { review: await currentReview(caller, params.attempt_code) };
      return ok({ attempt, is_archived: isArchived, ...beside });
    }),
    serve(contract.readHistory, async ({ caller, params, query: { limit, cursor } }) => {
      const page = await readHistory(ports, caller, params.attempt_code, { limit, ...(cursor && { cursor }) });
      const exams = await readExams(
        ports.exams,
        page.entries.map(entry => entry.attempt.examId),
      );
      const courseIds = page.entries.map(({ attempt }) => attempt.courseId);
      const viewer = await viewerOf(caller, courseIds);
      return ok({
        results: page.entries.map(entry => toWireHistoryEntry(entry, exams.get(entry.attempt.examId) ?? null, viewer)),
        next_cursor: page.nextCursor,
      });
    }),
    serve(contract.readReview, async ({ caller, params, query }) => {
      return ok(toWire(await readReview(ports, caller, params.attempt_code, query.version)));
    }),
    serve(contract.readReviewPayload, async ({ caller, params }) => {
      const { payload, showsExternalId } = await readReviewPayload(ports, caller, params.attempt_code);
      const text = stripByteOrderMark(Buffer.from(payload).toString('utf8'));
      return { status: 200, text: showsExternalId ? text : ports.redactExternalIdFromPayload(text) };
    }),
  ];
}

/** The exams of a page of history, usually one, each read once. */
async function readExams(exams: Pick<ExamStore, 'readCached'>, examIds: readonly number[]): Promise<Map<number, Exam>> {
  const cached = await Promise.all([...new Set(examIds)].map(examId => exams.readCached(examId)));
  return new Map(cached.flatMap(exam => (exam ? [[exam.examId, exam]] : [])));
}
