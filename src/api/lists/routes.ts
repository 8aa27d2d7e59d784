import type { Caller } from '../../domain/actors.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import type { ExternalIdPolicy, ExternalIdViewer } from '../../domain/attempts/visibleExternalId.ts';
import { invalidField } from '../../domain/errors.ts';
import type { Instant } from '../../domain/time.ts';
import {
  readActiveAttempt,
  readActiveExams,
  readCourseView,
  type ViewPorts,
} from '../../usecases/attempts/learnerView.ts';
import { type ListedAttempt, listAttempts, listNumberedPage } from '../../usecases/attempts/listAttempts.ts';
import { listFilteredAttempts } from '../../usecases/attempts/listFilteredAttempts.ts';
import { withStaffRights, withStaffRightsOver } from '../../usecases/courseStaff/staffRights.ts';
import type { AttemptLists } from '../../usecases/ports/attemptLists.ts';
import { toWireAllowance } from '../allowances/wire.ts';
import type { Presentation } from '../attempts/attemptData.ts';
import { toWireAttempt, toWireAttemptInWords } from '../attempts/wire.ts';
import { EXAMS_API } from '../contract/endpoint.ts';
import { toWireExam } from '../exams/wire.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { presentationFor, toWireActiveAttempt, toWireExamView } from './wire.ts';

export type ListPorts = ViewPorts & { lists: AttemptLists; externalIds: ExternalIdPolicy } & Presentation;

/** Routes of lists and views of attempts, for learners and staff. */
export function listRoutes(ports: ListPorts): Route[] {
  return [...learnerRoutes(ports), ...staffRoutes(ports)];
}

function learnerRoutes(ports: ListPorts): Route[] {
  return [
    serve(contract.getAttemptInProgress, async ({ caller, basePath }) => {
      const active = await readActiveAttempt(ports, caller);
      if (!active) return ok({ in_timed_exam: false, is_proctored: false } as const);
      return ok(toWireActiveAttempt(active, presentationFor(ports, { caller, basePath })));
    }),
    serve(contract.getActiveAttempt, async ({ caller, query, basePath }) => {
      const active = await readActiveAttempt(ports, caller, query.user_id);
      return ok(active ? toWireActiveAttempt(active, presentationFor(ports, { caller, basePath })) : {});
    }),
    serve(contract.getActiveExams, async ({ caller, query }) => {
      const activeExams = await readActiveExams(ports, caller, { userId: query.user_id, courseId: query.course_id });
      const now = ports.clock();
      const user = { id: query.user_id ?? caller.userId };
      const staff = query.course_id
        ? await withStaffRightsOver(ports, caller, { courseId: query.course_id, user })
        : caller;
      const viewer = { caller: staff, ...ports.externalIds };
      return ok(
        activeExams.map(({ exam, attempt, allowances }) => ({
          exam: toWireExam(exam),
          attempt: toWireAttemptInWords(attempt, exam, now, viewer),
          allowances: allowances.map(allowance => toWireAllowance({ allowance, exam })),
        })),
      );
    }),
    serve(contract.getCourseView, async ({ caller, params, query, basePath }) => {
      const input = { courseId: params.course_id, contentId: query.content_id, userId: query.user_id };
      const { exam, active } = await readCourseView(ports, caller, input);
      const presentation = presentationFor(ports, { caller, basePath, isLearningMfe: query.is_learning_mfe ?? false });
      return ok({
        exam: exam ? toWireExamView(exam, presentation) : {},
        active_attempt: active ? toWireActiveAttempt(active, presentation) : {},
      });
    }),
  ];
}

/** The caller, and the path prefix of the addresses that the caller uses. */
export interface RequestOrigin {
  caller: Caller;
  basePath: string;
}

interface ListRequest extends RequestOrigin {
  status?: AttemptStatus[] | undefined;
  exam_id?: number | undefined;
  courseId: string;
  search?: string | undefined;
  page?: number | undefined;
  cursor?: string | undefined;
}

function staffRoutes(ports: ListPorts): Route[] {
  const list = async ({ caller, basePath, courseId, search, page, cursor, ...filter }: ListRequest) => {
    const attempt_url = `${basePath}${EXAMS_API}/attempt/grouped/course_id/${courseId}`;
    const toWire = async (listed: readonly ListedAttempt[]) => {
      const now = ports.clock();
      const viewer = { caller: await withStaffRights(ports, caller, [courseId]), ...ports.externalIds };
      return listed.map(row => toWireListed(row, now, viewer));
    };
    if (filter.status !== undefined || filter.exam_id !== undefined) {
      if (cursor === undefined) requireFirstPage(page);
      const query = { cursor, search, statuses: filter.status, examId: filter.exam_id };
      const { listed, nextCursor } = await listFilteredAttempts(ports, caller, courseId, query);
      return ok({ proctored_exam_attempts: await toWire(listed), next_cursor: nextCursor, attempt_url });
    }
    if (cursor !== undefined) {
      const { listed, nextCursor } = await listAttempts(ports, caller, courseId, { cursor, search });
      return ok({ proctored_exam_attempts: await toWire(listed), next_cursor: nextCursor, attempt_url });
    }
    const numbered = await listNumberedPage(ports, caller, courseId, { page: page ?? 1, search });
    const pagination_info = {
      has_previous: numbered.page > 1,
      has_next: numbered.page < numbered.totalPages,
      current_page: numbered.page,
      total_pages: numbered.totalPages,
    };
    return ok({ proctored_exam_attempts: await toWire(numbered.listed), pagination_info, attempt_url });
  };
  return [
    // Before the list: its `{course_id+}` would match this path.
    serve(contract.searchAttempts, ({ caller, basePath, params, query }) =>
      list({ caller, basePath, courseId: params.course_id, search: params.text || undefined, ...query }),
    ),
    serve(contract.listAttempts, ({ caller, basePath, params, query }) =>
      list({ caller, basePath, courseId: params.course_id, ...query }),
    ),
  ];
}

/** @throws DomainError `invalid_request` */
function requireFirstPage(page: number | undefined): void {
  if (page === undefined || page === 1) return;
  throw invalidField('page', 'must be absent or 1: the pages of a filtered list are by cursor');
}

function toWireListed({ attempt, exam, all, allCount }: ListedAttempt, now: Instant, viewer: ExternalIdViewer) {
  return {
    ...toWireAttempt(attempt, exam, now, viewer),
    all_attempts: all.map(attempt => toWireAttempt(attempt, exam, now, viewer)),
    all_attempts_count: allCount,
  };
}
