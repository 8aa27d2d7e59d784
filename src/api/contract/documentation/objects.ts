/**
 * The objects of the examples. The local stack creates them (dev/examples), so that the documented requests succeed. Ids
 * that the service generates are far higher.
 */

export const COURSE_ID = 'course-v1:ExampleX+Docs+2026';

/** A separate course, as registering the exams of a course deactivates its other exams. */
export const REGISTERED_COURSE_ID = 'course-v1:ExampleX+Registration+2026';
/** The course whose authors publish exams. */
export const PUBLISHED_COURSE_ID = 'course-v1:ExampleX+Publication+2026';

export function contentId(block: string): string {
  return `block-v1:ExampleX+Docs+2026+type@sequential+block@${block}`;
}

const examFields = { courseId: COURSE_ID, timeLimitMins: 90, isProctored: true };
export const EXAMS = {
  midterm: { ...examFields, examId: 2001, contentId: contentId('midterm'), examName: 'Midterm' },
  quiz: { ...examFields, examId: 2002, contentId: contentId('quiz'), examName: 'Quiz', timeLimitMins: 30 },
  /** A separate course, because the examples pause it. */
  resit: {
    ...examFields,
    courseId: 'course-v1:ExampleX+Resit+2026',
    examId: 2003,
    contentId: 'block-v1:ExampleX+Resit+2026+type@sequential+block@resit',
    examName: 'Resit',
  },
} as const;

export const REVIEW_POLICY = 'Open book; calculator allowed';

/** Usernames are unique: a username belongs to one learner at a time. */
function learner(id: number, firstName: string, name: string) {
  const username = `example-${firstName}`;
  return { id, username, email: `${username}@example.com`, name };
}

export const LEARNERS = {
  mina: learner(4001, 'mina', 'Mina Okafor'),
  tomas: learner(4002, 'tomas', 'Tomás Rey'),
  lena: learner(4003, 'lena', 'Lena Fuchs'),
  amir: learner(4004, 'amir', 'Amir Haddad'),
  nora: learner(4005, 'nora', 'Nora Lindqvist'),
  kofi: learner(4006, 'kofi', 'Kofi Mensah'),
  ines: learner(4007, 'ines', 'Inês Duarte'),
  oleg: learner(4008, 'oleg', 'Oleg Baran'),
  yuki: learner(4009, 'yuki', 'Yuki Tanaka'),
  mika: learner(4012, 'mika', 'Mika Saarinen'),
  dara: learner(4013, 'dara', 'Dara Quist'),
} as const;

/** Learners without attempts. */
export const OTHER_LEARNERS = {
  rosa: learner(4010, 'rosa', 'Rosa Marin'),
  sven: learner(4011, 'sven', 'Sven Dahl'),
} as const;

function attempt<Name extends keyof typeof LEARNERS, Status extends 'created' | 'started' | 'submitted'>(
  attemptId: number,
  name: Name,
  status: Status,
) {
  const suffix = name.toUpperCase();
  return {
    attemptId,
    learner: LEARNERS[name],
    status,
    attemptCode: `EXAMPLE-${suffix}`,
    externalId: `LOCATOR-${suffix}`,
  };
}

/** Attempts at the midterm, one for each example that changes an attempt, so that the examples succeed in any order. */
export const ATTEMPTS = {
  running: attempt(3001, 'mina', 'started'),
  toVerify: attempt(3002, 'tomas', 'submitted'),
  toRemove: attempt(3003, 'lena', 'submitted'),
  reviewed: attempt(3004, 'amir', 'submitted'),
  toReview: attempt(3005, 'nora', 'submitted'),
  toReviewByToken: attempt(3006, 'kofi', 'submitted'),
  toAnnounce: attempt(3007, 'ines', 'created'),
  toReset: attempt(3008, 'oleg', 'submitted'),
  ofErased: attempt(3009, 'yuki', 'submitted'),
  toRemoveOnDashboard: attempt(3012, 'mika', 'submitted'),
  toResetByUsername: attempt(3010, 'dara', 'submitted'),
} as const;

/** Additional time to be removed by its id. */
export const ADDITIONAL_TIME = {
  allowanceId: 6001,
  examId: EXAMS.quiz.examId,
  learner: OTHER_LEARNERS.rosa,
  minutes: 15,
} as const;

/** A delivery of SoftwareSecure, reduced to the members that the service reads. */
export function softwareSecureReview({ attemptCode, externalId }: { attemptCode: string; externalId: string }) {
  return {
    reviewStatus: 'Suspicious',
    videoReviewLink: 'https://review.vendor.example/DirectLink-Generic.aspx?ID=8f1c2e',
    examMetaData: { examCode: attemptCode, ssiRecordLocator: externalId },
    desktopComments: [
      {
        comments: 'Opened a second browser window',
        duration: 41,
        eventStart: 310,
        eventFinish: 351,
        eventStatus: 'Suspicious',
      },
    ],
    webCamComments: [
      {
        comments: 'Photo ID shown at an angle',
        duration: 9,
        eventStart: 4,
        eventFinish: 13,
        eventStatus: 'Clean',
      },
    ],
  };
}

function webhook(number: number, url: string) {
  return { webhookId: `whk_${String(number).padStart(24, '0')}`, url };
}

/** Webhooks, one for each example that changes one. Those of the local stack have an address at which nothing listens. */
export const WEBHOOKS = {
  active: webhook(1, 'https://lms.example.edu/proctoring/events'),
  toTest: webhook(2, 'https://new.example.edu/proctoring'),
  toChange: webhook(3, 'https://warehouse.example.edu/proctoring'),
  toRemove: webhook(4, 'https://old.example.edu/proctoring'),
} as const;
