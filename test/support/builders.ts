import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { readBackends } from '../../src/config/exams.ts';
import type { Caller } from '../../src/domain/actors.ts';
import type { Allowance } from '../../src/domain/allowances/allowance.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ExternalIdPolicy } from '../../src/domain/attempts/visibleExternalId.ts';
import { attemptEvent } from '../../src/domain/events/attemptEvent.ts';
import { type ProctoringEvent, toEvent } from '../../src/domain/events/event.ts';
import type { Backend } from '../../src/domain/exams/backends.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import type { ReviewDelivery } from '../../src/domain/reviews/review.ts';
import type { Webhook } from '../../src/domain/webhooks/webhook.ts';

export const NOW = '2026-11-02T09:40:12.000Z';
export const COURSE = 'course-v1:ExampleU+PHY201+2026';

/** Builders of valid objects: a test names only the fields that matter to it. */
export function anExam(overrides: Partial<Exam> = {}): Exam {
  return {
    examId: 5123,
    courseId: COURSE,
    contentId: 'block-v1:ExampleU+PHY201+2026+type@sequential+block@midterm',
    externalId: null,
    externalIds: new Map(),
    examName: 'Midterm: Thermodynamics',
    timeLimitMins: 90,
    isProctored: true,
    isPracticeExam: false,
    isActive: true,
    dueDate: null,
    hideAfterDue: false,
    backend: 'software_secure',
    ...NO_PAUSES,
    ...overrides,
  };
}

export function anAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    attemptId: randomInt(1, 2 ** 47),
    version: 1,
    attemptCode: randomUUID().toUpperCase(),
    externalId: randomUUID(),
    backend: null,
    downloadUrl: null,
    vendorInstructions: null,
    watchedBy: null,
    createdPractice: null,
    createdProctored: null,
    examId: 5123,
    courseId: COURSE,
    user: { id: randomInt(1, 2 ** 40), username: 'mina', email: 'mina@example.com' },
    studentName: 'Mina Okafor',
    status: 'created',
    createdAt: NOW,
    modifiedAt: NOW,
    startedAt: null,
    completedAt: null,
    allowedTimeSeconds: null,
    baseTimeSeconds: null,
    includedAdditionalSeconds: null,
    examPausedSeconds: null,
    timeRemainingSeconds: null,
    isSampleAttempt: false,
    takingAsProctored: true,
    isStatusAcknowledged: false,
    reviewPolicyId: null,
    isResumable: false,
    readyToResume: false,
    resumed: false,
    isCurrent: true,
    hasPreviousAttempt: false,
    previousAttemptId: null,
    statusBeforeReset: null,
    cascadePending: false,
    isErased: false,
    lastChange: { by: { role: 'learner', userId: 7 }, reason: null },
    ...overrides,
  };
}

export function anAllowance(overrides: Partial<Allowance> = {}): Allowance {
  return {
    allowanceId: randomInt(1, 2 ** 47),
    examId: 5123,
    courseId: COURSE,
    user: { id: 7, username: 'mina', email: 'mina@example.com' },
    key: 'note',
    value: 'x',
    createdAt: NOW,
    modifiedAt: NOW,
    version: 1,
    setBy: { role: 'staff', userId: 900 },
    ...overrides,
  };
}

export function aCaller(overrides: Partial<Caller> = {}): Caller {
  return {
    userId: 7,
    username: 'mina',
    email: 'mina@example.com',
    name: 'Mina Okafor',
    isStaff: false,
    courseStaff: [],
    groups: [],
    ...overrides,
  };
}

/** The id of a new learner. */
export const newLearnerId = () => randomInt(1, 2 ** 40);

export const newCourseId = () => `course-v1:X+${randomUUID()}+1`;

/** A new learner as a caller. */
export function aLearner(overrides: Partial<Caller> = {}): Caller {
  const userId = newLearnerId();
  return aCaller({ userId, username: `learner${userId}`, email: `learner${userId}@example.com`, ...overrides });
}

/** A learner as an LMS registers one. */
export function aKnownLearner(overrides: Partial<KnownLearner> = {}): KnownLearner {
  const id = newLearnerId();
  return { id, username: `u${id}`, email: `U${id}@Example.com`, name: 'Ada Byron', ...overrides };
}

/** An event of an attempt's new status. */
export function anEvent(overrides: Partial<ProctoringEvent> = {}): ProctoringEvent {
  const facts = attemptEvent({
    ...{ attemptId: randomInt(1, 2 ** 47), attemptCode: randomUUID(), changeKey: randomUUID(), time: NOW },
    ...{ change: 'status_changed', toStatus: 'verified', previousStatus: 'submitted', versionBefore: 3 },
    ...{ by: { role: 'vendor', userId: null }, after: null, attempt: null },
  });
  return { ...toEvent(facts, { source: 'https://proctoring.example.edu', sha256 }), ...overrides };
}

/** A webhook that was created now. */
export function aWebhook(overrides: Partial<Webhook> = {}): Webhook {
  return {
    webhookId: `whk_${randomBytes(12).toString('hex')}`,
    ...{ url: 'https://lms.example.edu/events', types: ['proctoring.attempt.*'], courseIds: null, include: [] },
    ...{ description: '', status: 'pending', disabledBecause: null, disabledAt: null },
    secrets: [{ secret: `whsec_${randomBytes(32).toString('base64')}`, until: null }],
    ...{ version: 1, createdAt: NOW, modifiedAt: NOW },
    ...overrides,
  };
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export const STAFF = aCaller({ userId: 900, username: 'staff', name: 'Sam Staff', isStaff: true });

export function aDelivery(overrides: Partial<ReviewDelivery> = {}): ReviewDelivery {
  const payload = overrides.payload ?? Buffer.from(`{"delivery":"${randomUUID()}"}`);
  return {
    vendor: 'software_secure',
    attemptCode: 'CODE',
    recordLocator: 'LOCATOR',
    reviewStatus: 'Clean',
    videoLink: 'https://review.vendor.example/DirectLink-Generic.aspx?ID=1',
    comments: [{ start: 1, stop: 2, duration: 1, comment: 'Looked away', status: 'Suspicious', source: 'webcam' }],
    payload,
    digest: createHash('sha256').update(payload).digest('hex'),
    ...overrides,
  };
}

/** A backend with the defaults of the configuration. */
export function aBackend(overrides: Partial<Backend> = {}): Backend {
  const [backend] = readBackends({}).byName.values();
  return { ...(backend as Backend), ...overrides };
}

/** No external id is public. */
export const EXTERNAL_IDS: ExternalIdPolicy = { backendsWithTokens: new Set(), defaultBackend: 'software_secure' };
