/** Prefixes of stored keys: never renamed, as the uniqueness of existing entries depends on them. */
export const DIRECTORY_PREFIX = {
  code: 'code#',
  external: 'external#',
  vendor: 'vendor#',
  vendorConfig: 'vendorConfig#',
  pair: 'pair#',
  learner: 'learner#',
  username: 'username#',
  email: 'email#',
  content: 'content#',
  registration: 'registration#',
  removal: 'removal#',
  formerly: 'formerly#',
  retired: 'retired#',
  renewal: 'renewal#',
  staff: 'staff#',
  staffCourses: 'staffCourses#',
  migration: 'migration#',
  enrolments: 'enrolments#',
  enrolled: 'enrolled#',
  courseConfig: 'courseConfig#',
  timeJob: 'timeJob#',
} as const;

const PREFIX = DIRECTORY_PREFIX;

/** The directory's keys. */
export const directoryKey = {
  /** Claim on an attempt code. */
  code: (attemptCode: string) => `${PREFIX.code}${attemptCode}`,
  /** Claim on an external id; vendors change the case of their own ids. */
  external: (externalId: string) => `${PREFIX.external}${externalId.toLowerCase()}`,
  /** A registration with a vendor that is in progress, or failed. */
  vendor: (examId: number, userId: number) => `${PREFIX.vendor}${examId}#${userId}`,
  /** The configuration that the vendor of a backend publishes. */
  vendorConfig: (backend: string) => `${PREFIX.vendorConfig}${backend}`,
  /** Claim on the slot of the learner's current attempt at the exam. */
  pair: (examId: number, userId: number) => `${PREFIX.pair}${examId}#${userId}`,
  learner: (userId: number) => `${PREFIX.learner}${userId}`,
  username: (username: string) => `${PREFIX.username}${username}`,
  email: (email: string) => `${PREFIX.email}${email.toLowerCase()}`,
  /** Claim of an exam on a content id of the course. */
  content: (courseId: string, contentId: string) => `${PREFIX.content}${JSON.stringify([courseId, contentId])}`,
  /** Counter of the registrations of a course's exams, so that concurrent ones conflict. */
  registration: (courseId: string) => `${PREFIX.registration}${courseId}`,
  /** Tombstone, immutable. With the version, as an attempt can be restored manually and removed again. */
  removal: (attemptId: number, version: number) => `${PREFIX.removal}${attemptId}#${version}`,
  /** Previous owner: the learner's attempt had the code that another learner's attempt has now. */
  formerly: (userId: number, attemptCode: string) => `${PREFIX.formerly}${userId}#${attemptCode}`,
  /** Marker of an erased learner, whose personal data is not stored any more. */
  retired: (userId: number) => `${PREFIX.retired}${userId}`,
  /** Pending renewal of the copies of the learner's names. */
  renewal: (userId: number) => `${PREFIX.renewal}${userId}`,
  /** The staff of a course that the LMS has added. */
  staff: (courseId: string) => `${PREFIX.staff}${courseId}`,
  /** The courses of a staff member, for their list: `staff#…` decides on rights. */
  staffCourses: (userId: number) => `${PREFIX.staffCourses}${userId}`,
  /** Progress of a migration (operations/migrate.ts). */
  migration: (name: string) => `${PREFIX.migration}${name}`,
  /** The learners of a course in one shard, with their enrolment modes. */
  enrolments: (courseId: string, shard: number) => `${PREFIX.enrolments}${shard}#${courseId}`,
  /** Leads the learner's erasure to a course in which the LMS has enrolled them. */
  enrolled: (userId: number, courseId: string) => `${PREFIX.enrolled}${userId}#${courseId}`,
  /** A job that grants time and is not done. */
  timeJob: (examId: number, jobId: string) => `${PREFIX.timeJob}${examId}#${jobId}`,
  /** The proctoring that the authors of a course have chosen. */
  courseConfig: (courseId: string) => `${PREFIX.courseConfig}${courseId}`,
};

/** The `learner_id` of pending renewals, under which the index `by_learner` lists them. */
export const PENDING_RENEWALS = 0;

/** The `learner_id` of jobs that grant time, under which the index `by_learner` lists them. */
export const PENDING_TIME_JOBS = -1;

export function pendingTimeJobOf(key: string): { examId: number; jobId: string } | undefined {
  const [, examId, jobId] = /^timeJob#(\d+)#(.+)$/.exec(key) ?? [];
  return examId === undefined || jobId === undefined ? undefined : { examId: Number(examId), jobId };
}
