import * as z from 'zod/mini';
export declare const locateAttempt: {
    readonly id: "locateAttempt";
    readonly method: "GET";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}";
    readonly who: "course staff";
    readonly summary: "Locate an attempt by its code, live or archived";
    readonly params: z.ZodMiniObject<{
        attempt_code: z.ZodMiniString<string>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniObject<{
        attempt: z.ZodMiniObject<{
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
        is_archived: z.ZodMiniBoolean<boolean>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_code_not_located", "forbidden"];
};
/** An attempt as it was before a change, and the change. */
export declare const historyEntry: z.ZodMiniObject<{
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
    status: z.ZodMiniString<string>;
    change: z.ZodMiniEnum<{
        removed: "removed";
        status_changed: "status_changed";
    }>;
    to_status: z.ZodMiniNullable<z.ZodMiniString<string>>;
    changed_at: z.ZodMiniString<string>;
    changed_by: z.ZodMiniObject<{
        role: z.ZodMiniEnum<{
            learner: "learner";
            schedule: "schedule";
            staff: "staff";
            unknown: "unknown";
            vendor: "vendor";
        }>;
        user_id: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
    }, z.core.$strip>;
    reason: z.ZodMiniNullable<z.ZodMiniString<string>>;
}, z.core.$strip>;
export declare const readHistory: {
    readonly id: "readHistory";
    readonly method: "GET";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}/history";
    readonly who: "course staff";
    readonly summary: "What happened to the attempts with this code, newest first: each as it was before the change";
    readonly params: z.ZodMiniObject<{
        attempt_code: z.ZodMiniString<string>;
    }, z.core.$strip>;
    readonly query: z.ZodMiniObject<{
        limit: z.ZodMiniDefault<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>;
        cursor: z.ZodMiniOptional<z.ZodMiniString<string>>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniObject<{
        results: z.ZodMiniArray<z.ZodMiniObject<{
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
            status: z.ZodMiniString<string>;
            change: z.ZodMiniEnum<{
                removed: "removed";
                status_changed: "status_changed";
            }>;
            to_status: z.ZodMiniNullable<z.ZodMiniString<string>>;
            changed_at: z.ZodMiniString<string>;
            changed_by: z.ZodMiniObject<{
                role: z.ZodMiniEnum<{
                    learner: "learner";
                    schedule: "schedule";
                    staff: "staff";
                    unknown: "unknown";
                    vendor: "vendor";
                }>;
                user_id: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
            }, z.core.$strip>;
            reason: z.ZodMiniNullable<z.ZodMiniString<string>>;
        }, z.core.$strip>>;
        next_cursor: z.ZodMiniNullable<z.ZodMiniString<string>>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_code_not_located", "forbidden"];
};
export declare const review: z.ZodMiniObject<{
    attempt_code: z.ZodMiniString<string>;
    attempt_id: z.ZodMiniNumber<number>;
    vendor: z.ZodMiniString<string>;
    review_status: z.ZodMiniString<string>;
    version: z.ZodMiniNumber<number>;
    received_at: z.ZodMiniISODateTime;
    video_url: z.ZodMiniNullable<z.ZodMiniString<string>>;
    comments: z.ZodMiniArray<z.ZodMiniObject<{
        start: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        stop: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        duration: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
        comment: z.ZodMiniString<string>;
        status: z.ZodMiniString<string>;
        source: z.ZodMiniString<string>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export declare const readReview: {
    readonly id: "readReview";
    readonly method: "GET";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}/review";
    readonly who: "course staff";
    readonly summary: "The vendor’s review with its comments and its earlier versions";
    readonly params: z.ZodMiniObject<{
        attempt_code: z.ZodMiniString<string>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniObject<{
        attempt_code: z.ZodMiniString<string>;
        attempt_id: z.ZodMiniNumber<number>;
        vendor: z.ZodMiniString<string>;
        review_status: z.ZodMiniString<string>;
        version: z.ZodMiniNumber<number>;
        received_at: z.ZodMiniISODateTime;
        video_url: z.ZodMiniNullable<z.ZodMiniString<string>>;
        comments: z.ZodMiniArray<z.ZodMiniObject<{
            start: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
            stop: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
            duration: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
            comment: z.ZodMiniString<string>;
            status: z.ZodMiniString<string>;
            source: z.ZodMiniString<string>;
        }, z.core.$strip>>;
        is_attempt_active: z.ZodMiniBoolean<boolean>;
        earlier_versions: z.ZodMiniArray<z.ZodMiniObject<{
            attempt_code: z.ZodMiniString<string>;
            attempt_id: z.ZodMiniNumber<number>;
            vendor: z.ZodMiniString<string>;
            review_status: z.ZodMiniString<string>;
            version: z.ZodMiniNumber<number>;
            received_at: z.ZodMiniISODateTime;
            video_url: z.ZodMiniNullable<z.ZodMiniString<string>>;
            comments: z.ZodMiniArray<z.ZodMiniObject<{
                start: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
                stop: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
                duration: z.ZodMiniNullable<z.ZodMiniNumber<number>>;
                comment: z.ZodMiniString<string>;
                status: z.ZodMiniString<string>;
                source: z.ZodMiniString<string>;
            }, z.core.$strip>>;
        }, z.core.$strip>>;
    }, z.core.$strip>;
    readonly refusals: readonly ["attempt_code_not_located", "review_not_found", "forbidden"];
};
export declare const readReviewPayload: {
    readonly id: "readReviewPayload";
    readonly method: "GET";
    readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}/review/payload";
    readonly who: "course staff";
    readonly summary: "The review as the vendor delivered it, but for the link to the video";
    readonly params: z.ZodMiniObject<{
        attempt_code: z.ZodMiniString<string>;
    }, z.core.$strip>;
    readonly answer: z.ZodMiniUnknown;
    readonly refusals: readonly ["attempt_code_not_located", "review_not_found", "forbidden"];
};
