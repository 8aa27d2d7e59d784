import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { backendOf, wasCreatedProctored } from '../../domain/attempts/createdAs.ts';
import { DomainError } from '../../domain/errors.ts';
import { proctoringBackendsOf } from '../../domain/exams/backends.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { examAtBackend } from '../../domain/exams/externalIds.ts';
import { readLink } from '../../domain/reviews/descriptiveValues.ts';
import type { Clock } from '../../domain/time.ts';
import { findByExternalId, type LookupPorts } from '../attempts/locateAttempt.ts';
import { requireCourseStaff, requireCourseStaffOver, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import { requireExamOfCourse } from '../exams/examOfCourse.ts';
import { listActiveExams } from '../exams/listActiveExams.ts';
import { readExam } from '../exams/readExam.ts';
import type { Dashboards, DashboardVisit } from '../ports/dashboards.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { ReviewReader } from '../ports/reviewReader.ts';

export interface DashboardPorts extends LookupPorts, StaffRightsPorts {
  exams: Pick<ExamStore, 'read' | 'ofCourse'>;
  reviewReader: Pick<ReviewReader, 'readVersions'>;
  dashboards: Dashboards;
  /** The link to a review's video that browsers can play. */
  toPlayableLink: (vendor: string, link: string) => string;
  /** The backend of exams that name none. */
  defaultBackend: string;
  clock: Clock;
}

/**
 * The address of the dashboard of a course's vendor, for staff of the course.
 * @throws DomainError `forbidden`, `exam_not_found`, `several_backends`, `dashboard_not_found`
 */
export async function openCourseDashboard(ports: DashboardPorts, caller: Caller, courseId: string): Promise<string> {
  const exams = await listActiveExams(ports, caller, courseId);
  if (exams.length === 0) throw new DomainError('exam_not_found', `Course ${courseId} has no exams.`);
  const [backend, ...others] = proctoringBackendsOf(exams, ports.defaultBackend);
  if (backend === undefined) throw notProctored(`Course ${courseId} has no proctored exam.`);
  if (others.length > 0) {
    throw new DomainError(
      'several_backends',
      `Course ${courseId} has exams of several proctoring vendors. Open the dashboard of an exam.`,
    );
  }
  return addressOf(ports, caller, backend, { courseId, exam: undefined, attempt: undefined, isConfiguration: false });
}

/** The parts of an exam's dashboard. */
export interface DashboardQuery {
  /** The external id of the attempt to open. */
  externalId?: string | undefined;
  isConfiguration?: boolean | undefined;
}

/**
 * The address of the dashboard of an exam's vendor, or of an attempt at the exam, for staff of the course.
 * @throws DomainError `forbidden`, `exam_not_found` also for an exam of another course, `attempt_not_found` also for an attempt at
 *   another exam, `dashboard_not_found`
 */
export async function openExamDashboard(
  ports: DashboardPorts,
  caller: Caller,
  courseId: string,
  examId: number,
  query: DashboardQuery,
): Promise<string> {
  await requireCourseStaff(ports, caller, courseId);
  const exam = await requireExamOfCourse(ports, courseId, examId);
  return openDashboardOf(ports, caller, exam, query);
}

/**
 * The same for an exam of any course.
 * @throws DomainError as `openExamDashboard`; `exam_does_not_exist`
 */
export async function openDashboardOfExam(ports: DashboardPorts, caller: Caller, examId: number): Promise<string> {
  const exam = await readExam(ports.exams, examId);
  await requireCourseStaff(ports, caller, exam.courseId);
  return openDashboardOf(ports, caller, exam, {});
}

async function openDashboardOf(ports: DashboardPorts, caller: Caller, exam: Exam, query: DashboardQuery) {
  const { externalId, isConfiguration = false } = query;
  const attempt = externalId === undefined ? undefined : await requireAttemptAt(ports, caller, exam, externalId);
  const isProctored = attempt ? wasCreatedProctored(attempt, exam) : exam.isProctored;
  if (!isProctored) throw notProctored(`Exam ${exam.examId} is not proctored.`);
  const backend = attempt ? backendOf(attempt, exam, ports.defaultBackend) : (exam.backend ?? ports.defaultBackend);
  const visited = { courseId: exam.courseId, exam: examAtBackend(exam, backend), attempt, isConfiguration };
  return addressOf(ports, caller, backend, visited);
}

/**
 * The attempt at the exam, live or removed. Course staff cannot open their own: dashboards lead to verdicts.
 * @throws DomainError `attempt_not_found`, `forbidden`
 */
async function requireAttemptAt(
  ports: DashboardPorts,
  caller: Caller,
  { examId, courseId }: Exam,
  externalId: string,
): Promise<Attempt> {
  const attempt = (await findByExternalId(ports, externalId))?.attempt;
  if (attempt?.examId !== examId || !hasExternalId(attempt, externalId)) {
    throw new DomainError('attempt_not_found', `Exam ${examId} has no attempt with this external id.`);
  }
  await requireCourseStaffOver(ports, caller, courseId, attempt.user.id);
  return attempt;
}

async function addressOf(
  ports: DashboardPorts,
  caller: Caller,
  backend: string,
  target: Pick<DashboardVisit, 'courseId' | 'exam' | 'attempt' | 'isConfiguration'>,
): Promise<string> {
  const { attempt } = target;
  const { userId, name, email } = caller;
  const address = await ports.dashboards.of(backend)?.({
    ...target,
    staff: { userId, name, email },
    now: ports.clock(),
    readVideoLink: async () => (attempt ? readVideoLink(ports, attempt) : null),
  });
  if (address) return address;
  throw new DomainError(
    'dashboard_not_found',
    `The proctoring backend "${backend}" has no dashboard for this request.`,
  );
}

/** The link to the video of the attempt's current review. The code may have reviews of other attempts. */
async function readVideoLink(ports: DashboardPorts, { attemptCode, attemptId }: Attempt): Promise<string | null> {
  const reviews = await ports.reviewReader.readVersions(attemptCode);
  const review = reviews.find(version => version.attemptId === attemptId);
  // Earlier releases stored any link.
  const link = readLink(review?.videoLink);
  return review && link !== null ? ports.toPlayableLink(review.vendor, link) : null;
}

function notProctored(detail: string): DomainError {
  return new DomainError('dashboard_not_found', detail);
}
