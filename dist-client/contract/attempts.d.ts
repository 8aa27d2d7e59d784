import * as z from 'zod/mini';
export declare const user: z.ZodMiniObject<{
    id: z.ZodMiniNumber<number>;
    username: z.ZodMiniString<string>;
    email: z.ZodMiniString<string>;
}, z.core.$strip>;
/** An attempt as clients of edx-proctoring know it. */
export declare const attempt: z.ZodMiniObject<{
    id: z.ZodMiniNumber<number>;
    created: z.ZodMiniString<string>;
    modified: z.ZodMiniString<string>;
    user: z.ZodMiniObject<{
        id: z.ZodMiniNumber<number>;
        username: z.ZodMiniString<string>;
        email: z.ZodMiniString<string>;
    }, z.core.$strip>;
    student_name: z.ZodMiniString<string>;
    started_at: z.ZodMiniNullable<z.ZodMiniISODateTime>;
    completed_at: z.ZodMiniNullable<z.ZodMiniISODateTime>;
    external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
    status: z.ZodMiniEnum<{
        created: "created";
        declined: "declined";
        download_software_clicked: "download_software_clicked";
        eligible: "eligible";
        error: "error";
        expired: "expired";
        onboarding_expired: "onboarding_expired";
        onboarding_failed: "onboarding_failed";
        onboarding_missing: "onboarding_missing";
        onboarding_pending: "onboarding_pending";
        onboarding_reset: "onboarding_reset";
        ready_to_start: "ready_to_start";
        ready_to_submit: "ready_to_submit";
        rejected: "rejected";
        second_review_required: "second_review_required";
        started: "started";
        submitted: "submitted";
        timed_out: "timed_out";
        verified: "verified";
    }>;
    proctored_exam: z.ZodMiniNullable<z.ZodMiniObject<{
        id: z.ZodMiniNumber<number>;
        course_id: z.ZodMiniString<string>;
        content_id: z.ZodMiniString<string>;
        external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
        exam_name: z.ZodMiniString<string>;
        time_limit_mins: z.ZodMiniNumber<number>;
        is_proctored: z.ZodMiniBoolean<boolean>;
        is_practice_exam: z.ZodMiniBoolean<boolean>;
        is_active: z.ZodMiniBoolean<boolean>;
        due_date: z.ZodMiniNullable<z.ZodMiniISODateTime>;
        hide_after_due: z.ZodMiniBoolean<boolean>;
        backend: z.ZodMiniNullable<z.ZodMiniString<string>>;
    }, z.core.$strip>>;
    allowed_time_limit_mins: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
    attempt_code: z.ZodMiniString<string>;
    is_sample_attempt: z.ZodMiniBoolean<boolean>;
    taking_as_proctored: z.ZodMiniBoolean<boolean>;
    review_policy_id: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
    is_status_acknowledged: z.ZodMiniBoolean<boolean>;
    time_remaining_seconds: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
    is_resumable: z.ZodMiniBoolean<boolean>;
    ready_to_resume: z.ZodMiniBoolean<boolean>;
    resumed: z.ZodMiniBoolean<boolean>;
}, z.core.$strip>;
export declare const createAttempt: {
    readonly id: "createAttempt";
    readonly method: "POST";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt";
    readonly who: "the learner, course staff";
    readonly summary: "Create an attempt; staff may do so for a learner";
    readonly body: z.ZodMiniObject<{
        exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        start_clock: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
        attempt_proctored: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
        user: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniObject<{
            id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            username: z.ZodMiniString<string>;
            email: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            name: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        }, z.core.$strip>>>;
        attempt_code: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        external_id: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        student_name: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        taking_as_proctored: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
        is_sample_attempt: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
        allowed_time_limit_mins: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniObject<{
        exam_attempt_id: z.ZodMiniNumber<number>;
    }, z.core.$strip>;
    readonly refusals: readonly ["exam_does_not_exist", "attempt_already_exists", "exam_past_due", "illegal_status_transition", "forbidden", "attempt_code_in_use", "external_id_in_use"];
};
export declare const getAttempt: {
    readonly id: "getAttempt";
    readonly method: "GET";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}";
    readonly who: "the learner, course staff";
    readonly summary: "Read an attempt with the time that is left now";
    readonly params: z.ZodMiniObject<{
        attempt_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniObject<{
        id: z.ZodMiniNumber<number>;
        created: z.ZodMiniString<string>;
        modified: z.ZodMiniString<string>;
        user: z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            username: z.ZodMiniString<string>;
            email: z.ZodMiniString<string>;
        }, z.core.$strip>;
        student_name: z.ZodMiniString<string>;
        started_at: z.ZodMiniNullable<z.ZodMiniISODateTime>;
        completed_at: z.ZodMiniNullable<z.ZodMiniISODateTime>;
        external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
        status: z.ZodMiniEnum<{
            created: "created";
            declined: "declined";
            download_software_clicked: "download_software_clicked";
            eligible: "eligible";
            error: "error";
            expired: "expired";
            onboarding_expired: "onboarding_expired";
            onboarding_failed: "onboarding_failed";
            onboarding_missing: "onboarding_missing";
            onboarding_pending: "onboarding_pending";
            onboarding_reset: "onboarding_reset";
            ready_to_start: "ready_to_start";
            ready_to_submit: "ready_to_submit";
            rejected: "rejected";
            second_review_required: "second_review_required";
            started: "started";
            submitted: "submitted";
            timed_out: "timed_out";
            verified: "verified";
        }>;
        proctored_exam: z.ZodMiniNullable<z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            course_id: z.ZodMiniString<string>;
            content_id: z.ZodMiniString<string>;
            external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
            exam_name: z.ZodMiniString<string>;
            time_limit_mins: z.ZodMiniNumber<number>;
            is_proctored: z.ZodMiniBoolean<boolean>;
            is_practice_exam: z.ZodMiniBoolean<boolean>;
            is_active: z.ZodMiniBoolean<boolean>;
            due_date: z.ZodMiniNullable<z.ZodMiniISODateTime>;
            hide_after_due: z.ZodMiniBoolean<boolean>;
            backend: z.ZodMiniNullable<z.ZodMiniString<string>>;
        }, z.core.$strip>>;
        allowed_time_limit_mins: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        attempt_code: z.ZodMiniString<string>;
        is_sample_attempt: z.ZodMiniBoolean<boolean>;
        taking_as_proctored: z.ZodMiniBoolean<boolean>;
        review_policy_id: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        is_status_acknowledged: z.ZodMiniBoolean<boolean>;
        is_resumable: z.ZodMiniBoolean<boolean>;
        ready_to_resume: z.ZodMiniBoolean<boolean>;
        resumed: z.ZodMiniBoolean<boolean>;
        time_remaining_seconds: z.ZodMiniNumber<number>;
        accessibility_time_string: z.ZodMiniString<string>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_does_not_exist", "forbidden"];
};
export declare const actOnAttempt: {
    readonly id: "actOnAttempt";
    readonly method: "PUT";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}";
    readonly who: "the learner, course staff";
    readonly summary: "Carry out an action of the transition table";
    readonly params: z.ZodMiniObject<{
        attempt_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    readonly body: z.ZodMiniObject<{
        action: z.ZodMiniString<string>;
        detail: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        user_id: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>>;
    }, z.core.$strip>;
    /** `false` where `error` found an attempt that is submitted already: nothing changed. */
    readonly answer: z.ZodMiniObject<{
        exam_attempt_id: z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniLiteral<false>]>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_does_not_exist", "unknown_action", "illegal_status_transition", "attempt_already_started", "attempt_not_resumable", "exam_is_not_practice", "forbidden"];
};
export declare const changeStudentName: {
    readonly id: "changeStudentName";
    readonly method: "PATCH";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}";
    readonly who: "course staff";
    readonly summary: "Give an attempt another student name";
    readonly params: z.ZodMiniObject<{
        attempt_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    readonly body: z.ZodMiniObject<{
        student_name: z.ZodMiniString<string>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniObject<{
        id: z.ZodMiniNumber<number>;
        created: z.ZodMiniString<string>;
        modified: z.ZodMiniString<string>;
        user: z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            username: z.ZodMiniString<string>;
            email: z.ZodMiniString<string>;
        }, z.core.$strip>;
        student_name: z.ZodMiniString<string>;
        started_at: z.ZodMiniNullable<z.ZodMiniISODateTime>;
        completed_at: z.ZodMiniNullable<z.ZodMiniISODateTime>;
        external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
        status: z.ZodMiniEnum<{
            created: "created";
            declined: "declined";
            download_software_clicked: "download_software_clicked";
            eligible: "eligible";
            error: "error";
            expired: "expired";
            onboarding_expired: "onboarding_expired";
            onboarding_failed: "onboarding_failed";
            onboarding_missing: "onboarding_missing";
            onboarding_pending: "onboarding_pending";
            onboarding_reset: "onboarding_reset";
            ready_to_start: "ready_to_start";
            ready_to_submit: "ready_to_submit";
            rejected: "rejected";
            second_review_required: "second_review_required";
            started: "started";
            submitted: "submitted";
            timed_out: "timed_out";
            verified: "verified";
        }>;
        proctored_exam: z.ZodMiniNullable<z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            course_id: z.ZodMiniString<string>;
            content_id: z.ZodMiniString<string>;
            external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
            exam_name: z.ZodMiniString<string>;
            time_limit_mins: z.ZodMiniNumber<number>;
            is_proctored: z.ZodMiniBoolean<boolean>;
            is_practice_exam: z.ZodMiniBoolean<boolean>;
            is_active: z.ZodMiniBoolean<boolean>;
            due_date: z.ZodMiniNullable<z.ZodMiniISODateTime>;
            hide_after_due: z.ZodMiniBoolean<boolean>;
            backend: z.ZodMiniNullable<z.ZodMiniString<string>>;
        }, z.core.$strip>>;
        allowed_time_limit_mins: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        attempt_code: z.ZodMiniString<string>;
        is_sample_attempt: z.ZodMiniBoolean<boolean>;
        taking_as_proctored: z.ZodMiniBoolean<boolean>;
        review_policy_id: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        is_status_acknowledged: z.ZodMiniBoolean<boolean>;
        time_remaining_seconds: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        is_resumable: z.ZodMiniBoolean<boolean>;
        ready_to_resume: z.ZodMiniBoolean<boolean>;
        resumed: z.ZodMiniBoolean<boolean>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_not_found", "forbidden"];
};
export declare const removeAttempt: {
    readonly id: "removeAttempt";
    readonly method: "DELETE";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}";
    readonly who: "course staff";
    readonly summary: "Remove an attempt, whatever its status";
    readonly params: z.ZodMiniObject<{
        attempt_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    readonly body: z.ZodMiniObject<{
        reason: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_does_not_exist", "forbidden"];
};
export declare const acknowledgeStatus: {
    readonly id: "acknowledgeStatus";
    readonly method: "PUT";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/{attempt_id}/review_status";
    readonly who: "the learner";
    readonly summary: "The learner has seen how the attempt ended; only with PROCTORED_EXAM_VIEWABLE_PAST_DUE";
    readonly params: z.ZodMiniObject<{
        attempt_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    readonly refusals: readonly ["path_not_found", "attempt_does_not_exist", "forbidden"];
};
export declare const resetAttempts: {
    readonly id: "resetAttempts";
    readonly method: "DELETE";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/exam_id/{exam_id}/user_id/{user_id}/reset_attempts";
    readonly who: "course staff";
    readonly summary: "Remove all attempts of a learner at an exam, which gives it to them anew";
    readonly params: z.ZodMiniObject<{
        exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        user_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    readonly refusals: readonly ["exam_not_found", "forbidden"];
};
