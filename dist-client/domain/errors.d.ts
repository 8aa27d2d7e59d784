/**
 * Every refusal the service can give, in one place: the code that logs and clients can rely on, the HTTP status and a
 * title for a person. As in edx-proctoring a domain error is 400, "does not exist" included; endpoints that only this
 * service has use 404 and 409.
 */
export declare const ERRORS: {
    readonly invalid_request: {
        readonly status: 400;
        readonly title: 'The request is not valid';
    };
    readonly malformed_json: {
        readonly status: 400;
        readonly title: 'The body is not valid JSON';
    };
    readonly unauthenticated: {
        readonly status: 401;
        readonly title: 'A valid token is needed';
    };
    readonly forbidden: {
        readonly status: 403;
        readonly title: 'Not allowed';
    };
    readonly path_not_found: {
        readonly status: 404;
        readonly title: 'No such path';
    };
    readonly method_not_allowed: {
        readonly status: 405;
        readonly title: 'Method not allowed';
    };
    readonly payload_too_large: {
        readonly status: 413;
        readonly title: 'The body is too large';
    };
    readonly unsupported_media_type: {
        readonly status: 415;
        readonly title: 'The body must be JSON';
    };
    readonly internal_error: {
        readonly status: 500;
        readonly title: 'Something went wrong on our side';
    };
    readonly token_keys_unavailable: {
        readonly status: 503;
        readonly title: 'Tokens cannot be checked at the moment';
    };
    readonly busy: {
        readonly status: 503;
        readonly title: 'Too many changes at once';
    };
    readonly exam_does_not_exist: {
        readonly status: 400;
        readonly title: 'Exam does not exist';
    };
    readonly exam_not_found: {
        readonly status: 404;
        readonly title: 'Exam not found';
    };
    readonly exam_already_exists: {
        readonly status: 400;
        readonly title: 'Exam already exists';
    };
    readonly unprocessable_exams: {
        readonly status: 422;
        readonly title: 'The exams cannot be registered';
    };
    readonly review_policy_not_found: {
        readonly status: 404;
        readonly title: 'The exam has no review policy';
    };
    readonly backend_not_configured: {
        readonly status: 500;
        readonly title: 'The proctoring backend is not configured';
    };
    readonly exam_not_active: {
        readonly status: 400;
        readonly title: 'The exam is not active';
    };
    readonly learner_not_known: {
        readonly status: 400;
        readonly title: 'Learner is not known';
    };
    readonly bad_allowance_value: {
        readonly status: 400;
        readonly title: 'Bad allowance value';
    };
    readonly no_allowance_granted: {
        readonly status: 400;
        readonly title: 'No allowance was granted';
    };
    readonly exam_past_due: {
        readonly status: 403;
        readonly title: 'The exam is past its due date';
    };
    readonly attempt_does_not_exist: {
        readonly status: 400;
        readonly title: 'Attempt does not exist';
    };
    readonly attempt_not_found: {
        readonly status: 404;
        readonly title: 'Attempt not found';
    };
    readonly attempt_already_exists: {
        readonly status: 400;
        readonly title: 'Attempt already exists';
    };
    readonly attempt_code_in_use: {
        readonly status: 409;
        readonly title: 'Attempt code is in use';
    };
    readonly external_id_in_use: {
        readonly status: 409;
        readonly title: 'External id is in use';
    };
    readonly attempt_code_not_located: {
        readonly status: 404;
        readonly title: 'Could not locate attempt code';
    };
    readonly unknown_action: {
        readonly status: 400;
        readonly title: 'Unknown action';
    };
    readonly illegal_status_transition: {
        readonly status: 400;
        readonly title: 'Illegal status transition';
    };
    readonly attempt_already_started: {
        readonly status: 400;
        readonly title: 'Attempt already started';
    };
    readonly attempt_not_resumable: {
        readonly status: 400;
        readonly title: 'Attempt is not resumable';
    };
    readonly exam_is_not_practice: {
        readonly status: 400;
        readonly title: 'Exam is not a practice exam';
    };
    readonly bad_review_status: {
        readonly status: 400;
        readonly title: 'Bad review status';
    };
    readonly review_attempt_does_not_exist: {
        readonly status: 400;
        readonly title: 'Attempt does not exist';
    };
    readonly suspicious_lookup: {
        readonly status: 400;
        readonly title: 'Suspicious lookup';
    };
    readonly review_already_exists: {
        readonly status: 400;
        readonly title: 'Review already exists';
    };
    readonly review_not_found: {
        readonly status: 404;
        readonly title: 'Review not found';
    };
};
export type ErrorCode = keyof typeof ERRORS;
/** One thing wrong with the input: a JSON pointer into it and what was expected. */
export interface InputError {
    pointer: string;
    detail: string;
}
/** An expected refusal. `detail` is written for the caller and holds nothing personal; nothing was changed. */
export declare class Refusal extends Error {
    readonly name = "Refusal";
    readonly code: ErrorCode;
    readonly inputErrors: readonly InputError[];
    /** The field of a form it is about, where clients look for that. */
    readonly field: string | undefined;
    /** What the log may know beyond the answer; never personal data. */
    readonly logged: Readonly<Record<string, unknown>>;
    constructor(code: ErrorCode, detail: string, more?: {
        inputErrors?: readonly InputError[];
        field?: string;
        logged?: Record<string, unknown>;
    });
}
