import type { AllowanceChange, Attempt, HistoryEntry, Note, Review, ReviewComment } from '../../src/staff/wire.ts';

/** Objects of the API, as the staff page reads them. */

export function wireAttempt(overrides: Partial<Attempt> = {}): Attempt {
  const values: Partial<Attempt> = {
    id: 1,
    version: 1,
    created: '2026-11-20T08:00:00.000Z',
    modified: '2026-11-20T08:00:00.000Z',
    user: { id: 7, username: 'mina', email: 'mina@personal.example' },
    student_name: 'Mina Okafor',
    started_at: null,
    completed_at: null,
    external_id: null,
    status: 'created',
    proctored_exam: null,
    allowed_time_limit_mins: 90,
    attempt_code: 'CODE-1',
    is_sample_attempt: false,
    taking_as_proctored: true,
    review_policy_id: null,
    is_status_acknowledged: false,
    time_remaining_seconds: null,
    is_resumable: false,
    ready_to_resume: false,
    resumed: false,
  };
  return { ...values, ...overrides } as Attempt;
}

export function wireChange(
  changed_at: string,
  from: Attempt['status'],
  to_status: string | null,
  overrides: Partial<HistoryEntry> = {},
): HistoryEntry {
  return {
    ...wireAttempt({ status: from }),
    change: to_status === null ? 'removed' : 'status_changed',
    to_status,
    changed_at,
    changed_by: { role: 'learner', user_id: 7 },
    reason: null,
    ...overrides,
  };
}

export function wireReview(overrides: Partial<Review> = {}): Review {
  return {
    attempt_code: 'CODE-1',
    attempt_id: 1,
    vendor: 'software_secure',
    review_status: 'Suspicious',
    version: 1,
    received_at: '2026-11-20T10:00:00.000Z',
    video_url: null,
    comments: [],
    ...overrides,
  };
}

export function wireComment(overrides: Partial<ReviewComment> = {}): ReviewComment {
  return {
    start: 10,
    stop: 20,
    duration: 10,
    comment: 'Looked away',
    status: 'Suspicious',
    source: 'webcam',
    ...overrides,
  };
}

export function wireAllowanceChange(overrides: Partial<AllowanceChange> = {}): AllowanceChange {
  return {
    key: 'additional_time_granted',
    value: '15',
    changed_at: '2026-11-19T08:00:00.000Z',
    changed_by: { role: 'staff', user_id: 901 },
    reason: null,
    ...overrides,
  };
}

export function wireNote(overrides: Partial<Note> = {}): Note {
  return {
    id: 5,
    attempt_id: 1,
    created: '2026-11-20T09:20:00.000Z',
    author: { role: 'staff', user_id: 901 },
    text: 'Fire alarm',
    ...overrides,
  };
}
