/** Prefixes of stored keys: never renamed, as the uniqueness of existing entries hangs on them. */
export const DIRECTORY_PREFIX = {
  code: 'code#',
  external: 'external#',
  vendor: 'vendor#',
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
} as const;

const PREFIX = DIRECTORY_PREFIX;

/** The directory's keys. */
export const directoryKey = {
  /** Claim on an attempt code. */
  code: (attemptCode: string) => `${PREFIX.code}${attemptCode}`,
  /** Claim on an external id; vendors change the case of their own ids. */
  external: (externalId: string) => `${PREFIX.external}${externalId.toLowerCase()}`,
  /** A registration with the vendor that is under way or failed. */
  vendor: (examId: number, userId: number) => `${PREFIX.vendor}${examId}#${userId}`,
  /** Claim on the slot of the learner's current attempt at the exam. */
  pair: (examId: number, userId: number) => `${PREFIX.pair}${examId}#${userId}`,
  learner: (userId: number) => `${PREFIX.learner}${userId}`,
  username: (username: string) => `${PREFIX.username}${username}`,
  email: (email: string) => `${PREFIX.email}${email.toLowerCase()}`,
  /** Claim of an exam on a content of the course. */
  content: (courseId: string, contentId: string) => `${PREFIX.content}${JSON.stringify([courseId, contentId])}`,
  /** Counter of the registrations of a course's exams: two at the same moment cannot mix. */
  registration: (courseId: string) => `${PREFIX.registration}${courseId}`,
  /** Tombstone: immutable, read by the archive. By version, because an attempt can be restored manually and removed again. */
  removal: (attemptId: number, version: number) => `${PREFIX.removal}${attemptId}#${version}`,
  /** Previous owner: the learner's attempt had the code, and another learner's attempt has it now. */
  formerly: (userId: number, attemptCode: string) => `${PREFIX.formerly}${userId}#${attemptCode}`,
  /** The learner was erased: from then on nothing that identifies them is stored. */
  retired: (userId: number) => `${PREFIX.retired}${userId}`,
  /** The learner's names have changed, and copies of them may be outdated. */
  renewal: (userId: number) => `${PREFIX.renewal}${userId}`,
};

/** In place of a learner's id: the index `by_learner` lists the pending renewals of names under it. */
export const PENDING_RENEWALS = 0;
