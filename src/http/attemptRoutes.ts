import * as z from 'zod/mini';
import { readHistory } from '../domain/archive/readHistory.ts';
import { actOnAttempt } from '../domain/attempts/actOnAttempt.ts';
import { changeStudentName } from '../domain/attempts/changeStudentName.ts';
import { createAttempt } from '../domain/attempts/createAttempt.ts';
import { type LocatingPorts, locateForStaff } from '../domain/attempts/locateAttempt.ts';
import { readAttempt } from '../domain/attempts/readAttempt.ts';
import { removeAttempt } from '../domain/attempts/removeAttempt.ts';
import { ACTIONS, type Action } from '../domain/attempts/transitions.ts';
import { Refusal } from '../domain/errors.ts';
import type { Exam, ExamStore } from '../domain/exams/exam.ts';
import type { RandomInteger } from '../domain/ids.ts';
import { type ReviewArchive, readReview, readReviewPayload } from '../domain/reviews/readReview.ts';
import type { Clock } from '../domain/time.ts';
import { check } from '../input.ts';
import { ok } from './answer.ts';
import type { EndpointRequest, Route } from './routing.ts';
import {
  actionBody,
  attemptBody,
  historyQuery,
  removalBody,
  studentNameBody,
  toAttemptRequest,
  toWireAttempt,
  toWireAttemptAt,
  toWireHistoryEntry,
} from './wire/attempt.ts';
import { id } from './wire/fields.ts';
import { toWireReview } from './wire/review.ts';

const ATTEMPT = '/api/edx_proctoring/v1/proctored_exam/attempt';
const attemptParams = z.object({ attempt_id: id });
const BY_CODE = `${ATTEMPT}/code/{attempt_code}`;

export interface AttemptPorts extends LocatingPorts {
  exams: ExamStore;
  reviewArchive: ReviewArchive;
  clock: Clock;
  random: RandomInteger;
  drawCode: () => string;
  toPlayableLink: (vendor: string, link: string) => string;
}

export function attemptRoutes(given: AttemptPorts): Route[] {
  return [...attemptByIdRoutes(given), ...attemptByCodeRoutes(given)];
}

function attemptByIdRoutes(given: AttemptPorts): Route[] {
  return [
    {
      method: 'POST',
      path: ATTEMPT,
      endpoint: async ({ caller, body }) => {
        const attempt = await createAttempt(given, caller, toAttemptRequest(check(attemptBody, body())));
        return ok({ exam_attempt_id: attempt.attemptId });
      },
    },
    {
      method: 'GET',
      path: `${ATTEMPT}/{attempt_id}`,
      endpoint: async request => {
        const attempt = await readAttempt(given.attempts, request.caller, attemptId(request));
        const exam = await given.exams.read(attempt.examId);
        return ok(toWireAttemptAt(attempt, exam ?? null, given.clock()));
      },
    },
    {
      method: 'PUT',
      path: `${ATTEMPT}/{attempt_id}`,
      endpoint: async request => {
        const { action } = check(actionBody, request.body());
        const attempt = await actOnAttempt(given, request.caller, attemptId(request), requireAction(action));
        return ok({ exam_attempt_id: attempt.attemptId });
      },
    },
    {
      method: 'PATCH',
      path: `${ATTEMPT}/{attempt_id}`,
      endpoint: async request => {
        const { student_name } = check(studentNameBody, request.body());
        const attempt = await changeStudentName(given, request.caller, attemptId(request), student_name);
        return ok(toWireAttempt(attempt, (await given.exams.read(attempt.examId)) ?? null));
      },
    },
    {
      method: 'DELETE',
      path: `${ATTEMPT}/{attempt_id}`,
      endpoint: async request => {
        const { reason } = check(removalBody, request.body());
        await removeAttempt(given, request.caller, attemptId(request), reason ?? null);
        return ok();
      },
    },
  ];
}

function attemptByCodeRoutes(given: AttemptPorts): Route[] {
  return [
    {
      method: 'GET',
      path: BY_CODE,
      endpoint: async ({ caller, params }) => {
        const { attempt, isArchived } = await locateForStaff(given, caller, params.attempt_code ?? '');
        const exam = await given.exams.read(attempt.examId);
        return ok({ attempt: toWireAttempt(attempt, exam ?? null), is_archived: isArchived });
      },
    },
    {
      method: 'GET',
      path: `${BY_CODE}/history`,
      endpoint: async ({ caller, params, query }) => {
        const { limit, cursor } = check(historyQuery, query);
        const page = await readHistory(given, caller, params.attempt_code ?? '', { limit, ...(cursor && { cursor }) });
        const exams = await readExams(
          given.exams,
          page.entries.map(entry => entry.attempt.examId),
        );
        return ok({
          results: page.entries.map(entry => toWireHistoryEntry(entry, exams.get(entry.attempt.examId) ?? null)),
          next_cursor: page.nextCursor,
        });
      },
    },
    {
      method: 'GET',
      path: `${BY_CODE}/review`,
      endpoint: async ({ caller, params }) => {
        const { review, earlier, isAttemptActive } = await readReview(given, caller, params.attempt_code ?? '');
        return ok({
          ...toWireReview(review, given.toPlayableLink),
          is_attempt_active: isAttemptActive,
          earlier_versions: earlier.map(one => toWireReview(one, given.toPlayableLink)),
        });
      },
    },
    {
      method: 'GET',
      path: `${BY_CODE}/review/payload`,
      endpoint: async ({ caller, params }) => {
        const payload = await readReviewPayload(given, caller, params.attempt_code ?? '');
        return { status: 200, text: Buffer.from(payload).toString('utf8') };
      },
    },
  ];
}

function attemptId({ params }: EndpointRequest): number {
  return check(attemptParams, params).attempt_id;
}

function requireAction(action: string): Action {
  const known = ACTIONS.find(one => one === action);
  if (known) return known;
  throw new Refusal('unknown_action', `The action must be one of: ${ACTIONS.join(', ')}.`);
}

/** The exams of a page of history: mostly one. */
async function readExams(exams: ExamStore, examIds: readonly number[]): Promise<Map<number, Exam>> {
  const found = await Promise.all([...new Set(examIds)].map(examId => exams.read(examId)));
  return new Map(found.flatMap(exam => (exam ? [[exam.examId, exam]] : [])));
}
