import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { Instant } from '../../domain/time.ts';

/** A visit of course staff to the vendor's dashboard: of the course, of an exam, or of an attempt at it. */
export interface DashboardVisit {
  courseId: string;
  exam: Exam | undefined;
  attempt: Attempt | undefined;
  /** Whether staff configure the exam there. */
  isConfiguration: boolean;
  staff: { userId: number; name: string; email: string };
  now: Instant;
  /** The playable link to the video of the attempt's review; null without one. */
  readVideoLink: () => Promise<string | null>;
}

/** The address that opens a vendor's dashboard; null where the vendor has none for the visit. */
export type Dashboard = (visit: DashboardVisit) => Promise<string | null>;

export interface Dashboards {
  /** The dashboard of a backend; undefined where its vendor has none. */
  of(backend: string): Dashboard | undefined;
}
