import type { Client } from '../client/client.ts';

/** Objects of the API as the client returns them. */
type AnswerOf<Id extends keyof Client> = Awaited<ReturnType<Client[Id]>>;

export type Located = AnswerOf<'locateAttempt'>;
export type Attempt = Located['attempt'];
export type AttemptStatus = Attempt['status'];
export type ListedAttempt = AnswerOf<'listAttempts'>['proctored_exam_attempts'][number];
export type HistoryEntry = AnswerOf<'readHistory'>['results'][number];
export type CurrentReview = AnswerOf<'readReview'>;
export type Review = CurrentReview['earlier_versions'][number];
export type ReviewComment = Review['comments'][number];
export type Allowance = AnswerOf<'getAllowances'>[number];
export type AllowanceChange = AnswerOf<'listAllowanceChanges'>['results'][number];
export type Note = AnswerOf<'listNotes'>['results'][number];
export type TimeJob = AnswerOf<'getTimeJob'>;
export type ProctoringEvent = AnswerOf<'readEvent'>;
export type CourseExam = AnswerOf<'listInstructorExams'>[number];
export type Webhook = AnswerOf<'listWebhooks'>['results'][number];
export type WebhookFailure = AnswerOf<'listWebhookFailures'>['results'][number];
export type ExamMonitor = AnswerOf<'getExamMonitor'>;
export type ReportRow = AnswerOf<'getViolationReport'>['results'][number];
export type BulkRow = AnswerOf<'actOnAttempts'>['results'][number];
