/**
 * The catalogue of errors; logs and clients rely on the codes. As in edx-proctoring, domain errors are 400, even "does not
 * exist"; endpoints without a counterpart there use 404 and 409.
 */
export const ERRORS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  malformed_form: { status: 400, title: 'The body is not a valid form' },
  unauthenticated: { status: 401, title: 'A valid token is required' },
  forbidden: { status: 403, title: 'Not allowed' },
  path_not_found: { status: 404, title: 'No such path' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  not_acceptable: { status: 406, title: 'No such representation' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type of the body' },
  internal_error: { status: 500, title: 'Internal error' },
  token_keys_unavailable: { status: 503, title: 'Tokens cannot be verified at present' },
  busy: { status: 503, title: 'Too many concurrent changes' },
  overloaded: { status: 503, title: 'The service is overloaded, or the request ran out of time' },

  exam_does_not_exist: { status: 400, title: 'Exam does not exist' },
  exam_not_found: { status: 404, title: 'Exam not found' },
  exam_already_exists: { status: 400, title: 'Exam already exists' },
  unprocessable_exams: { status: 422, title: 'The exams cannot be registered' },
  review_policy_not_found: { status: 404, title: 'The exam has no review policy' },
  vendor_failed: { status: 502, title: 'The proctoring vendor failed' },
  several_backends: { status: 400, title: 'Several proctoring backends in the course' },
  dashboard_not_found: { status: 404, title: 'The proctoring vendor has no dashboard' },
  too_many_registrations: { status: 429, title: 'Too many registrations with the proctoring vendor' },
  backend_not_configured: { status: 500, title: 'The proctoring backend is not configured' },
  too_many_course_staff: { status: 409, title: 'Too many staff of a course' },
  too_many_enrolments: { status: 409, title: 'Too many learners of a course' },
  onboarding_exam_not_found: { status: 404, title: 'The course has no onboarding exam' },
  exam_not_active: { status: 400, title: 'The exam is not active' },
  learner_not_found: { status: 404, title: 'Unknown learner' },
  learner_not_known: { status: 400, title: 'Unknown learner' },
  learner_retired: { status: 409, title: 'The data of the learner was erased' },
  retirement_unfinished: { status: 503, title: 'The erasure is not complete' },
  time_job_not_found: { status: 404, title: 'Time job not found' },
  idempotency_key_reused: { status: 409, title: 'The idempotency key belongs to another request' },
  allowance_not_found: { status: 404, title: 'Allowance not found' },
  allowance_changed: { status: 409, title: 'The allowance has changed' },
  bad_allowance_value: { status: 400, title: 'Invalid allowance value' },
  allowances_unfinished: { status: 503, title: 'Not all allowances are stored' },
  no_allowance_granted: { status: 400, title: 'No allowance was granted' },
  exam_not_proctored: { status: 412, title: 'The exam is not proctored' },
  exam_paused: { status: 403, title: 'The exam is paused' },
  exam_past_due: { status: 403, title: 'The exam is past its due date' },

  attempt_does_not_exist: { status: 400, title: 'Attempt does not exist' },
  attempt_not_found: { status: 404, title: 'Attempt not found' },
  reset_unfinished: { status: 503, title: 'The reset is not complete' },
  attempt_changed: { status: 409, title: 'The attempt has changed' },
  attempt_already_exists: { status: 400, title: 'Attempt already exists' },
  attempt_code_in_use: { status: 409, title: 'Attempt code is in use' },
  practice_in_progress: { status: 409, title: 'A practice attempt is in progress' },
  external_id_in_use: { status: 409, title: 'External id is in use' },
  attempt_code_not_located: { status: 404, title: 'Could not locate attempt code' },
  unknown_action: { status: 400, title: 'Unknown action' },
  illegal_status_transition: { status: 400, title: 'Illegal status transition' },
  attempt_already_started: { status: 400, title: 'Attempt already started' },
  attempt_not_resumable: { status: 400, title: 'Attempt is not resumable' },
  exam_is_not_practice: { status: 400, title: 'Exam is not a practice exam' },

  wrong_signature: { status: 401, title: 'The signature of the delivery is not valid' },
  bad_review_status: { status: 400, title: 'Unknown review status' },
  review_attempt_does_not_exist: { status: 400, title: 'Attempt does not exist' },
  suspicious_lookup: { status: 400, title: 'Suspicious lookup' },
  review_already_exists: { status: 400, title: 'Review already exists' },
  review_not_found: { status: 404, title: 'Review not found' },
  event_not_found: { status: 404, title: 'Event not found' },
  webhook_not_found: { status: 404, title: 'Webhook not found' },
  webhook_not_active: { status: 409, title: 'The webhook is not active' },
  webhook_not_verified: { status: 409, title: 'The webhook has not answered a test' },
  webhooks_not_configured: { status: 409, title: 'Webhooks are not configured' },
  too_many_webhooks: { status: 409, title: 'Too many webhooks' },
  too_many_secrets: { status: 409, title: 'Too many secrets of a webhook' },
  review_payload_not_kept: { status: 404, title: 'The payload is no longer stored' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** A fault of the input: a JSON pointer to it, and the expectation. */
export interface InputError {
  pointer: string;
  detail: string;
}

/** An expected error, after which nothing has changed. Its message goes to the caller and has no personal data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly inputErrors: readonly InputError[];
  /** The form field at fault, for clients that read it. */
  readonly field: string | undefined;
  /** Further log fields; never personal data. */
  readonly logged: Readonly<Record<string, unknown>>;
  /** The message of its ERROR log line, if an operator has to look at it. */
  readonly incident: string | undefined;
  /** The earliest sensible retry, if known. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether a retry would fail the same way. */
  readonly isFinal: boolean;
  /** Further members of the problem document, as this caller may see them. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      inputErrors?: readonly InputError[];
      field?: string;
      logged?: Record<string, unknown>;
      incident?: string;
      retryAfterSeconds?: number;
      isFinal?: boolean;
      members?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(detail);
    this.code = code;
    this.inputErrors = options.inputErrors ?? [];
    this.field = options.field;
    this.logged = options.logged ?? {};
    this.incident = options.incident;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isFinal = options.isFinal ?? false;
    this.members = options.members ?? {};
  }
}

/** A field of the request that the rules reject. @param detail the expectation, such as "must be null" */
export function invalidField(field: string, detail: string): DomainError {
  return new DomainError('invalid_request', `${field}: ${detail}.`, {
    inputErrors: [{ pointer: `/${field}`, detail }],
  });
}

/** The error of a cursor that no page has returned. */
export function invalidCursor(): DomainError {
  return new DomainError('invalid_request', 'The cursor is not valid. Use the next_cursor of a previous page.', {
    inputErrors: [{ pointer: '/cursor', detail: 'must be a next_cursor of a previous page' }],
  });
}

/**
 * The database throttles or times out, after all retries. No `DomainError`, because those can be final (a vendor's
 * rejection, a processed stream record) and this never is.
 */
export class Overloaded extends Error {
  override readonly name: string;

  /** @param cause the database's error, whose name is logged */
  constructor(message: string, cause?: Error) {
    super(message, cause && { cause });
    this.name = cause?.name ?? 'Overloaded';
  }
}

/** The caller has been answered that the request ran out of time: what remains of it must have no effect. */
export class OutOfTime extends Overloaded {
  constructor() {
    super('The request has run out of time.');
  }
}
