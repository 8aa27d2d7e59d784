import type { Instant } from '../time.ts';

/** An exam belongs to a course; (courseId, contentId) is unique. */
export interface Exam {
  examId: number;
  courseId: string;
  contentId: string;
  externalId: string | null;
  examName: string;
  timeLimitMins: number;
  isProctored: boolean;
  isPracticeExam: boolean;
  isActive: boolean;
  dueDate: Instant | null;
  hideAfterDue: boolean;
  /** The vendor that watches this exam's attempts; null stands for the default one. */
  backend: string | null;
}

export type ExamFields = Omit<Exam, 'examId'>;

/** What the clock of an attempt at an exam is started with, for one learner. */
export interface ClockTerms {
  exam: Exam;
  /** Seconds that the learner's allowance adds. */
  additionalSeconds: number;
}

/** What an attempt at an exam is made with, for one learner. */
export interface ExamTerms extends ClockTerms {
  reviewPolicyId: number | null;
  /** What the exam's reviewers are to go by. */
  reviewPolicy: string | null;
  /** What this learner is excepted from. */
  reviewPolicyException: string | null;
  /** Of the allowance of time; null where there is none. */
  allowanceVersion: number | null;
  /** False where the learner's allowances were left out. */
  allowancesRead: boolean;
}

/** Exams as all functions read them. */
export interface ExamStore {
  read(examId: number): Promise<Exam | undefined>;
  /** As it is to be shown beside something else: it may be some seconds old, and need not have been read at all. */
  readToShow(examId: number): Promise<Exam | undefined>;
  /**
   * The exam with what holds for this learner, in one round trip.
   * @param needsAllowances where not, they may be left out as if there were none
   */
  readTerms(examId: number, userId: number, needsAllowances?: (exam: Exam) => boolean): Promise<ExamTerms | undefined>;
  /** The same without what only a new attempt needs. */
  readClockTerms(examId: number, userId: number): Promise<ClockTerms | undefined>;
  /** Gives an exam the vendor's name for it, unless it has one. @returns the one it has then */
  nameAtVendor(examId: number, externalId: string): Promise<string | null>;
  /** The exams of a course with these content ids; those that do not exist are left out. */
  findAll(courseId: string, contentIds: readonly string[]): Promise<Exam[]>;
  /** All exams of a course, active or not, by their ids. An exam made within the last second may be missing. */
  ofCourse(courseId: string): Promise<Exam[]>;
}

/** What the authors of courses make and change, by themselves or by the LMS. */
export interface ExamAuthoring {
  /** `id_taken` asks for another id; `exists` means (courseId, contentId) has an exam. */
  create(exam: Exam): Promise<'created' | 'id_taken' | 'exists'>;
  /** As it is stored: without a backend where none was named. */
  read(examId: number): Promise<Exam | undefined>;
  /**
   * Changes the fields given.
   * @param judged what the change was judged on: whether the exam is proctored, and its backend, must be as in it
   * @returns false when there is no such exam, or it is not as judged any more
   */
  change(
    examId: number,
    changes: Partial<ExamFields>,
    judged?: Pick<Exam, 'isProctored' | 'backend'>,
  ): Promise<boolean>;
  /** A course's exams as a registration needs them. */
  readCourse(courseId: string, contentIds: readonly string[]): Promise<CourseExams>;
  /**
   * Writes a course's registration.
   * @returns false when another one was faster, or an id was taken meanwhile; what was written until then stays
   */
  register(course: CourseExams, registration: Registration): Promise<boolean>;
}

/** A course's exams at one moment. */
export interface CourseExams {
  courseId: string;
  /** Rises with everything a registration writes to this course. */
  version: number;
  /** Of the contents asked for, those that have an exam; `exam` is missing where it was removed by hand. */
  listed: ReadonlyMap<string, { examId: number; exam: Exam | undefined }>;
  /** Those of other contents. One made within the last second may be missing. */
  others: readonly Exam[];
}

/** What registering a course's exams does. */
export interface Registration {
  created: readonly Exam[];
  /** Deactivations last. */
  changed: readonly { examId: number; changes: Partial<ExamFields> }[];
}
