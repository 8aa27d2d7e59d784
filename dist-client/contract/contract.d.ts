import type * as z from 'zod/mini';
import type { Endpoint } from './endpoint.ts';
declare const all: {
    exam: z.ZodMiniObject<{
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
    }, z.core.$strip>;
    createExam: {
        readonly id: "createExam";
        readonly method: "POST";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/exam";
        readonly who: "global staff";
        readonly summary: "Create an exam";
        readonly body: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
            content_id: z.ZodMiniString<string>;
            external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
            exam_name: z.ZodMiniString<string>;
            time_limit_mins: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            is_proctored: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            is_practice_exam: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            is_active: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            hide_after_due: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            due_date: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniLiteral<"">, z.ZodMiniISODateTime]>, z.ZodMiniTransform<string | null, string>>, z.ZodMiniNullable<z.ZodMiniString<string>>>>>;
            backend: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            exam_id: z.ZodMiniNumber<number>;
        }, z.core.$strip>;
        readonly refusals: readonly ["forbidden", "exam_already_exists"];
    };
    getExam: {
        readonly id: "getExam";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/exam/exam_id/{exam_id}";
        readonly who: "any token";
        readonly summary: "Read an exam by its id";
        readonly params: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
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
        }, z.core.$strip>;
        readonly refusals: readonly ["exam_does_not_exist"];
    };
    changeExam: {
        readonly id: "changeExam";
        readonly method: "PUT";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/exam";
        readonly who: "global staff";
        readonly summary: "Change some fields of an exam";
        readonly body: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            external_id: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            exam_name: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            time_limit_mins: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>>;
            is_proctored: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
            is_practice_exam: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
            is_active: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
            hide_after_due: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>>;
            due_date: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniLiteral<"">, z.ZodMiniISODateTime]>, z.ZodMiniTransform<string | null, string>>, z.ZodMiniNullable<z.ZodMiniString<string>>>>>;
            backend: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            exam_id: z.ZodMiniNumber<number>;
        }, z.core.$strip>;
        readonly refusals: readonly ["forbidden", "exam_does_not_exist"];
    };
    getExamByContent: {
        readonly id: "getExamByContent";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/exam/course_id/{course_id+}/content_id/{content_id+}";
        readonly who: "any token";
        readonly summary: "Read an exam by its course and content id";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
            content_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
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
        }, z.core.$strip>;
        readonly refusals: readonly ["exam_does_not_exist"];
    };
    getExamsOfCourse: {
        readonly id: "getExamsOfCourse";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/exam/course_id/{course_id+}";
        readonly who: "any token";
        readonly summary: "The active exams of a course";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniArray<z.ZodMiniObject<{
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
    };
    registerExams: {
        readonly id: "registerExams";
        readonly method: "PATCH";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/exam_registration/course_id/{course_id+}";
        readonly who: "global staff";
        readonly summary: "Register all exams of a course: those missing from the list become inactive and unproctored";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly body: z.ZodMiniArray<z.ZodMiniObject<{
            content_id: z.ZodMiniString<string>;
            exam_name: z.ZodMiniString<string>;
            time_limit_mins: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            is_proctored: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            is_practice_exam: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            is_active: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            hide_after_due: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
            due_date: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniLiteral<"">, z.ZodMiniISODateTime]>, z.ZodMiniTransform<string | null, string>>, z.ZodMiniNullable<z.ZodMiniString<string>>>>>;
            backend: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            course_id: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            external_id: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        }, z.core.$strip>>;
        readonly wrongBody: "unprocessable_exams";
        readonly answer: z.ZodMiniArray<z.ZodMiniObject<{
            exam_id: z.ZodMiniNumber<number>;
        }, z.core.$strip>>;
        readonly refusals: readonly ["forbidden"];
    };
    getExamSettings: {
        readonly id: "getExamSettings";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/settings/exam_id/{exam_id}/";
        readonly who: "any token";
        readonly summary: "What a front end shows about the platform and the vendor of an exam";
        readonly params: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            platform_name: z.ZodMiniString<string>;
            contact_us: z.ZodMiniString<string>;
            link_urls: z.ZodMiniNullable<z.ZodMiniRecord<z.ZodMiniString<string>, z.ZodMiniString<string>>>;
            exam_proctoring_backend: z.ZodMiniRecord<z.ZodMiniString<string>, z.ZodMiniUnknown>;
            provider_tech_support_email: z.ZodMiniNullable<z.ZodMiniString<string>>;
            provider_tech_support_phone: z.ZodMiniNullable<z.ZodMiniString<string>>;
            provider_name: z.ZodMiniNullable<z.ZodMiniString<string>>;
            learner_notification_from_email: z.ZodMiniNullable<z.ZodMiniString<string>>;
            integration_specific_email: z.ZodMiniNullable<z.ZodMiniString<string>>;
            proctoring_escalation_email: z.ZodMiniNullable<z.ZodMiniString<string>>;
        }, z.core.$strip>;
        readonly refusals: readonly ["exam_does_not_exist", "backend_not_configured"];
    };
    getReviewPolicy: {
        readonly id: "getReviewPolicy";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/{exam_id}/";
        readonly who: "any token";
        readonly summary: "What the reviewers of an exam are told; null where nothing is said";
        readonly params: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            review_policy: z.ZodMiniNullable<z.ZodMiniString<string>>;
        }, z.core.$strip>;
    };
    setReviewPolicy: {
        readonly id: "setReviewPolicy";
        readonly method: "PUT";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/{exam_id}/";
        readonly who: "course staff";
        readonly summary: "Tell the reviewers of an exam something else";
        readonly params: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        }, z.core.$strip>;
        readonly body: z.ZodMiniObject<{
            review_policy: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            review_policy: z.ZodMiniNullable<z.ZodMiniString<string>>;
        }, z.core.$strip>;
        readonly refusals: readonly ["exam_not_found", "forbidden"];
    };
    removeReviewPolicy: {
        readonly id: "removeReviewPolicy";
        readonly method: "DELETE";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/review_policy/exam_id/{exam_id}/";
        readonly who: "course staff";
        readonly summary: "Tell the reviewers of an exam nothing any more";
        readonly params: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
        }, z.core.$strip>;
        readonly refusals: readonly ["exam_not_found", "review_policy_not_found", "forbidden"];
    };
    user: z.ZodMiniObject<{
        id: z.ZodMiniNumber<number>;
        username: z.ZodMiniString<string>;
        email: z.ZodMiniString<string>;
    }, z.core.$strip>;
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
    createAttempt: {
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
    getAttempt: {
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
    actOnAttempt: {
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
        readonly answer: z.ZodMiniObject<{
            exam_attempt_id: z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniLiteral<false>]>;
        }, z.core.$strip>;
        readonly refusals: readonly ["attempt_does_not_exist", "unknown_action", "illegal_status_transition", "attempt_already_started", "attempt_not_resumable", "exam_is_not_practice", "forbidden"];
    };
    changeStudentName: {
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
    removeAttempt: {
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
    acknowledgeStatus: {
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
    resetAttempts: {
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
    allowance: z.ZodMiniObject<{
        id: z.ZodMiniNumber<number>;
        created: z.ZodMiniString<string>;
        modified: z.ZodMiniString<string>;
        user: z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            username: z.ZodMiniString<string>;
            email: z.ZodMiniString<string>;
        }, z.core.$strip>;
        key: z.ZodMiniString<string>;
        value: z.ZodMiniString<string>;
        proctored_exam: z.ZodMiniObject<{
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
        }, z.core.$strip>;
    }, z.core.$strip>;
    getAllowances: {
        readonly id: "getAllowances";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/{course_id+}/allowance";
        readonly who: "course staff";
        readonly summary: "The allowances of a course";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniArray<z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            created: z.ZodMiniString<string>;
            modified: z.ZodMiniString<string>;
            user: z.ZodMiniObject<{
                id: z.ZodMiniNumber<number>;
                username: z.ZodMiniString<string>;
                email: z.ZodMiniString<string>;
            }, z.core.$strip>;
            key: z.ZodMiniString<string>;
            value: z.ZodMiniString<string>;
            proctored_exam: z.ZodMiniObject<{
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
            }, z.core.$strip>;
        }, z.core.$strip>>;
        readonly refusals: readonly ["forbidden"];
    };
    getGroupedAllowances: {
        readonly id: "getGroupedAllowances";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/{course_id+}/grouped/allowance";
        readonly who: "course staff";
        readonly summary: "The allowances of a course by username";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniRecord<z.ZodMiniString<string>, z.ZodMiniArray<z.ZodMiniObject<{
            id: z.ZodMiniNumber<number>;
            created: z.ZodMiniString<string>;
            modified: z.ZodMiniString<string>;
            user: z.ZodMiniObject<{
                id: z.ZodMiniNumber<number>;
                username: z.ZodMiniString<string>;
                email: z.ZodMiniString<string>;
            }, z.core.$strip>;
            key: z.ZodMiniString<string>;
            value: z.ZodMiniString<string>;
            proctored_exam: z.ZodMiniObject<{
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
            }, z.core.$strip>;
        }, z.core.$strip>>>;
        readonly refusals: readonly ["forbidden"];
    };
    setAllowance: {
        readonly id: "setAllowance";
        readonly method: "PUT";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/allowance";
        readonly who: "course staff";
        readonly summary: "Grant a learner something; time moves the end of an attempt that runs";
        readonly body: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            user_info: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>, z.ZodMiniTransform<string, any>>;
            key: z.ZodMiniString<string>;
            value: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>, z.ZodMiniTransform<string, any>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniNull;
        readonly refusals: readonly ["exam_does_not_exist", "exam_not_active", "learner_not_known", "bad_allowance_value", "forbidden"];
    };
    removeAllowance: {
        readonly id: "removeAllowance";
        readonly method: "DELETE";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/allowance";
        readonly who: "course staff";
        readonly summary: "Take an allowance back; no error where there is none";
        readonly body: z.ZodMiniObject<{
            exam_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            user_id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
            key: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniNull;
        readonly refusals: readonly ["exam_does_not_exist", "forbidden"];
    };
    setAllowances: {
        readonly method: 'PUT';
        readonly who: 'course staff';
        readonly body: z.ZodMiniObject<{
            exam_ids: z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<string[], string>>, z.ZodMiniArray<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>>]>, z.ZodMiniTransform<string[], (string | number)[]>>, z.ZodMiniArray<z.ZodMiniString<string>>>, z.ZodMiniArray<z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniPipe<z.ZodMiniTransform<number, any>, z.ZodMiniNumber<number>>>>>;
            user_ids: z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<string[], string>>, z.ZodMiniArray<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>>]>, z.ZodMiniTransform<string[], (string | number)[]>>, z.ZodMiniArray<z.ZodMiniString<string>>>;
            allowance_type: z.ZodMiniString<string>;
            value: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>, z.ZodMiniTransform<string, any>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniArray<z.ZodMiniObject<{
            exam_id: z.ZodMiniNumber<number>;
            user_id: z.ZodMiniString<string>;
            status: z.ZodMiniNumber<number>;
            detail: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>>;
        readonly otherAnswers: {
            readonly 207: z.ZodMiniArray<z.ZodMiniObject<{
                exam_id: z.ZodMiniNumber<number>;
                user_id: z.ZodMiniString<string>;
                status: z.ZodMiniNumber<number>;
                detail: z.ZodMiniOptional<z.ZodMiniString<string>>;
            }, z.core.$strip>>;
        };
        readonly refusals: readonly ['bad_allowance_value', 'no_allowance_granted', 'forbidden'];
        readonly id: "setAllowances";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/bulk_allowance";
        readonly summary: "Grant several learners the same at several exams; 207 where some failed";
    };
    setAllowancesOfCourse: {
        readonly method: 'PUT';
        readonly who: 'course staff';
        readonly body: z.ZodMiniObject<{
            exam_ids: z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<string[], string>>, z.ZodMiniArray<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>>]>, z.ZodMiniTransform<string[], (string | number)[]>>, z.ZodMiniArray<z.ZodMiniString<string>>>, z.ZodMiniArray<z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniPipe<z.ZodMiniTransform<number, any>, z.ZodMiniNumber<number>>>>>;
            user_ids: z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<string[], string>>, z.ZodMiniArray<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>>]>, z.ZodMiniTransform<string[], (string | number)[]>>, z.ZodMiniArray<z.ZodMiniString<string>>>;
            allowance_type: z.ZodMiniString<string>;
            value: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniString<string>, z.ZodMiniNumber<number>]>, z.ZodMiniTransform<string, any>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniArray<z.ZodMiniObject<{
            exam_id: z.ZodMiniNumber<number>;
            user_id: z.ZodMiniString<string>;
            status: z.ZodMiniNumber<number>;
            detail: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>>;
        readonly otherAnswers: {
            readonly 207: z.ZodMiniArray<z.ZodMiniObject<{
                exam_id: z.ZodMiniNumber<number>;
                user_id: z.ZodMiniString<string>;
                status: z.ZodMiniNumber<number>;
                detail: z.ZodMiniOptional<z.ZodMiniString<string>>;
            }, z.core.$strip>>;
        };
        readonly refusals: readonly ['bad_allowance_value', 'no_allowance_granted', 'forbidden'];
        readonly id: "setAllowancesOfCourse";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/{course_id+}/bulk_allowance";
        readonly summary: "The same under the path of a course, which says nothing about the exams";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
    };
    locateAttempt: {
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
    historyEntry: z.ZodMiniObject<{
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
    readHistory: {
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
    review: z.ZodMiniObject<{
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
    readReview: {
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
    readReviewPayload: {
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
    health: {
        readonly id: "health";
        readonly method: "GET";
        readonly path: "/health";
        readonly who: "anyone";
        readonly summary: "Says that requests arrive; asks nothing of anything else";
        readonly answer: z.ZodMiniObject<{
            status: z.ZodMiniLiteral<"ok">;
        }, z.core.$strip>;
    };
    registerLearners: {
        readonly id: "registerLearners";
        readonly method: "PUT";
        readonly path: "/api/edx_proctoring/v1/learners";
        readonly who: "global staff";
        readonly summary: "Say who learners are, so that allowances can name them by id, username or email";
        readonly body: z.ZodMiniObject<{
            learners: z.ZodMiniArray<z.ZodMiniObject<{
                id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
                username: z.ZodMiniString<string>;
                email: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
                name: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            registered: z.ZodMiniNumber<number>;
        }, z.core.$strip>;
        readonly refusals: readonly ["forbidden"];
    };
    attemptData: z.ZodMiniObject<{
        in_timed_exam: z.ZodMiniLiteral<true>;
        taking_as_proctored: z.ZodMiniBoolean<boolean>;
        exam_type: z.ZodMiniString<string>;
        exam_display_name: z.ZodMiniString<string>;
        exam_url_path: z.ZodMiniString<string>;
        time_remaining_seconds: z.ZodMiniNumber<number>;
        total_time: z.ZodMiniString<string>;
        low_threshold_sec: z.ZodMiniNumber<number>;
        critically_low_threshold_sec: z.ZodMiniNumber<number>;
        course_id: z.ZodMiniString<string>;
        attempt_id: z.ZodMiniNumber<number>;
        external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
        accessibility_time_string: z.ZodMiniString<string>;
        attempt_status: z.ZodMiniEnum<{
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
        exam_started_poll_url: z.ZodMiniString<string>;
        attempt_ready_to_resume: z.ZodMiniBoolean<boolean>;
        use_legacy_attempt_api: z.ZodMiniLiteral<true>;
        desktop_application_js_url: z.ZodMiniString<string>;
        ping_interval: z.ZodMiniOptional<z.ZodMiniNumber<number>>;
        attempt_code: z.ZodMiniOptional<z.ZodMiniString<string>>;
        software_download_url: z.ZodMiniOptional<z.ZodMiniString<string>>;
    }, z.core.$strip>;
    getAttemptInProgress: {
        readonly id: "getAttemptInProgress";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt";
        readonly who: "the learner";
        readonly summary: "What the learner is taking at the moment";
        readonly answer: z.ZodMiniUnion<readonly [z.ZodMiniObject<{
            in_timed_exam: z.ZodMiniLiteral<true>;
            taking_as_proctored: z.ZodMiniBoolean<boolean>;
            exam_type: z.ZodMiniString<string>;
            exam_display_name: z.ZodMiniString<string>;
            exam_url_path: z.ZodMiniString<string>;
            time_remaining_seconds: z.ZodMiniNumber<number>;
            total_time: z.ZodMiniString<string>;
            low_threshold_sec: z.ZodMiniNumber<number>;
            critically_low_threshold_sec: z.ZodMiniNumber<number>;
            course_id: z.ZodMiniString<string>;
            attempt_id: z.ZodMiniNumber<number>;
            external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
            accessibility_time_string: z.ZodMiniString<string>;
            attempt_status: z.ZodMiniEnum<{
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
            exam_started_poll_url: z.ZodMiniString<string>;
            attempt_ready_to_resume: z.ZodMiniBoolean<boolean>;
            use_legacy_attempt_api: z.ZodMiniLiteral<true>;
            desktop_application_js_url: z.ZodMiniString<string>;
            ping_interval: z.ZodMiniOptional<z.ZodMiniNumber<number>>;
            attempt_code: z.ZodMiniOptional<z.ZodMiniString<string>>;
            software_download_url: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>, z.ZodMiniObject<{
            in_timed_exam: z.ZodMiniLiteral<false>;
            is_proctored: z.ZodMiniLiteral<false>;
        }, z.core.$strip>]>;
    };
    getActiveAttempt: {
        readonly id: "getActiveAttempt";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/active_attempt";
        readonly who: "the learner, global staff";
        readonly summary: "What a learner is taking at the moment; empty if nothing";
        readonly query: z.ZodMiniObject<{
            user_id: z.ZodMiniOptional<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniUnion<readonly [z.ZodMiniObject<{
            in_timed_exam: z.ZodMiniLiteral<true>;
            taking_as_proctored: z.ZodMiniBoolean<boolean>;
            exam_type: z.ZodMiniString<string>;
            exam_display_name: z.ZodMiniString<string>;
            exam_url_path: z.ZodMiniString<string>;
            time_remaining_seconds: z.ZodMiniNumber<number>;
            total_time: z.ZodMiniString<string>;
            low_threshold_sec: z.ZodMiniNumber<number>;
            critically_low_threshold_sec: z.ZodMiniNumber<number>;
            course_id: z.ZodMiniString<string>;
            attempt_id: z.ZodMiniNumber<number>;
            external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
            accessibility_time_string: z.ZodMiniString<string>;
            attempt_status: z.ZodMiniEnum<{
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
            exam_started_poll_url: z.ZodMiniString<string>;
            attempt_ready_to_resume: z.ZodMiniBoolean<boolean>;
            use_legacy_attempt_api: z.ZodMiniLiteral<true>;
            desktop_application_js_url: z.ZodMiniString<string>;
            ping_interval: z.ZodMiniOptional<z.ZodMiniNumber<number>>;
            attempt_code: z.ZodMiniOptional<z.ZodMiniString<string>>;
            software_download_url: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>, z.ZodMiniObject<{}, z.core.$strict>]>;
        readonly refusals: readonly ["forbidden"];
    };
    getActiveExams: {
        readonly id: "getActiveExams";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/active_exams_for_user";
        readonly who: "the learner, course staff";
        readonly summary: "All that a learner is taking, with their allowances; staff of a course ask with its course_id";
        readonly query: z.ZodMiniObject<{
            user_id: z.ZodMiniOptional<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>;
            course_id: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniArray<z.ZodMiniObject<{
            exam: z.ZodMiniObject<{
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
            }, z.core.$strip>;
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
            allowances: z.ZodMiniArray<z.ZodMiniObject<{
                id: z.ZodMiniNumber<number>;
                created: z.ZodMiniString<string>;
                modified: z.ZodMiniString<string>;
                user: z.ZodMiniObject<{
                    id: z.ZodMiniNumber<number>;
                    username: z.ZodMiniString<string>;
                    email: z.ZodMiniString<string>;
                }, z.core.$strip>;
                key: z.ZodMiniString<string>;
                value: z.ZodMiniString<string>;
                proctored_exam: z.ZodMiniObject<{
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
                }, z.core.$strip>;
            }, z.core.$strip>>;
        }, z.core.$strip>>;
        readonly refusals: readonly ["forbidden"];
    };
    getCourseView: {
        readonly id: "getCourseView";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/course_id/{course_id+}";
        readonly who: "the learner, global staff";
        readonly summary: "An exam of a course as the learner front end shows it, and what the learner is taking at the moment";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly query: z.ZodMiniObject<{
            content_id: z.ZodMiniOptional<z.ZodMiniString<string>>;
            is_learning_mfe: z.ZodMiniOptional<z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>>;
            user_id: z.ZodMiniOptional<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            exam: z.ZodMiniUnion<readonly [z.ZodMiniObject<{
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
                attempt: z.ZodMiniUnion<readonly [z.ZodMiniObject<{
                    in_timed_exam: z.ZodMiniLiteral<true>;
                    taking_as_proctored: z.ZodMiniBoolean<boolean>;
                    exam_type: z.ZodMiniString<string>;
                    exam_display_name: z.ZodMiniString<string>;
                    exam_url_path: z.ZodMiniString<string>;
                    time_remaining_seconds: z.ZodMiniNumber<number>;
                    total_time: z.ZodMiniString<string>;
                    low_threshold_sec: z.ZodMiniNumber<number>;
                    critically_low_threshold_sec: z.ZodMiniNumber<number>;
                    course_id: z.ZodMiniString<string>;
                    attempt_id: z.ZodMiniNumber<number>;
                    external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
                    accessibility_time_string: z.ZodMiniString<string>;
                    attempt_status: z.ZodMiniEnum<{
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
                    exam_started_poll_url: z.ZodMiniString<string>;
                    attempt_ready_to_resume: z.ZodMiniBoolean<boolean>;
                    use_legacy_attempt_api: z.ZodMiniLiteral<true>;
                    desktop_application_js_url: z.ZodMiniString<string>;
                    ping_interval: z.ZodMiniOptional<z.ZodMiniNumber<number>>;
                    attempt_code: z.ZodMiniOptional<z.ZodMiniString<string>>;
                    software_download_url: z.ZodMiniOptional<z.ZodMiniString<string>>;
                }, z.core.$strip>, z.ZodMiniObject<{}, z.core.$strict>]>;
                type: z.ZodMiniEnum<{
                    onboarding: "onboarding";
                    practice: "practice";
                    proctored: "proctored";
                    timed: "timed";
                }>;
                passed_due_date: z.ZodMiniBoolean<boolean>;
                use_legacy_attempt_api: z.ZodMiniLiteral<true>;
                total_time: z.ZodMiniString<string>;
            }, z.core.$strip>, z.ZodMiniObject<{}, z.core.$strict>]>;
            active_attempt: z.ZodMiniUnion<readonly [z.ZodMiniObject<{
                in_timed_exam: z.ZodMiniLiteral<true>;
                taking_as_proctored: z.ZodMiniBoolean<boolean>;
                exam_type: z.ZodMiniString<string>;
                exam_display_name: z.ZodMiniString<string>;
                exam_url_path: z.ZodMiniString<string>;
                time_remaining_seconds: z.ZodMiniNumber<number>;
                total_time: z.ZodMiniString<string>;
                low_threshold_sec: z.ZodMiniNumber<number>;
                critically_low_threshold_sec: z.ZodMiniNumber<number>;
                course_id: z.ZodMiniString<string>;
                attempt_id: z.ZodMiniNumber<number>;
                external_id: z.ZodMiniNullable<z.ZodMiniString<string>>;
                accessibility_time_string: z.ZodMiniString<string>;
                attempt_status: z.ZodMiniEnum<{
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
                exam_started_poll_url: z.ZodMiniString<string>;
                attempt_ready_to_resume: z.ZodMiniBoolean<boolean>;
                use_legacy_attempt_api: z.ZodMiniLiteral<true>;
                desktop_application_js_url: z.ZodMiniString<string>;
                ping_interval: z.ZodMiniOptional<z.ZodMiniNumber<number>>;
                attempt_code: z.ZodMiniOptional<z.ZodMiniString<string>>;
                software_download_url: z.ZodMiniOptional<z.ZodMiniString<string>>;
            }, z.core.$strip>, z.ZodMiniObject<{}, z.core.$strict>]>;
        }, z.core.$strip>;
        readonly refusals: readonly ["forbidden"];
    };
    listAttempts: {
        readonly id: "listAttempts";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/{course_id+}";
        readonly who: "course staff";
        readonly summary: "The newest attempt of each learner and exam, 25 a page; with `cursor=` (empty at first) for large courses";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly query: z.ZodMiniObject<{
            page: z.ZodMiniOptional<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>;
            cursor: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            proctored_exam_attempts: z.ZodMiniArray<z.ZodMiniObject<{
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
                all_attempts: z.ZodMiniArray<z.ZodMiniObject<{
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
                }, z.core.$strip>>;
            }, z.core.$strip>>;
            pagination_info: z.ZodMiniOptional<z.ZodMiniObject<{
                has_previous: z.ZodMiniBoolean<boolean>;
                has_next: z.ZodMiniBoolean<boolean>;
                current_page: z.ZodMiniNumber<number>;
                total_pages: z.ZodMiniNumber<number>;
            }, z.core.$strip>>;
            next_cursor: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            attempt_url: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly refusals: readonly ["forbidden"];
    };
    searchAttempts: {
        readonly id: "searchAttempts";
        readonly method: "GET";
        readonly path: "/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/{course_id+}/search/{text}";
        readonly who: "course staff";
        readonly summary: "The same of the learners whose username or email has the text in it";
        readonly params: z.ZodMiniObject<{
            course_id: z.ZodMiniString<string>;
            text: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly query: z.ZodMiniObject<{
            page: z.ZodMiniOptional<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>>;
            cursor: z.ZodMiniOptional<z.ZodMiniString<string>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniObject<{
            proctored_exam_attempts: z.ZodMiniArray<z.ZodMiniObject<{
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
                all_attempts: z.ZodMiniArray<z.ZodMiniObject<{
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
                }, z.core.$strip>>;
            }, z.core.$strip>>;
            pagination_info: z.ZodMiniOptional<z.ZodMiniObject<{
                has_previous: z.ZodMiniBoolean<boolean>;
                has_next: z.ZodMiniBoolean<boolean>;
                current_page: z.ZodMiniNumber<number>;
                total_pages: z.ZodMiniNumber<number>;
            }, z.core.$strip>>;
            next_cursor: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            attempt_url: z.ZodMiniString<string>;
        }, z.core.$strip>;
        readonly refusals: readonly ["forbidden"];
    };
    softwareSecureReview: z.ZodMiniObject<{
        examMetaData: z.ZodMiniObject<{
            examCode: z.ZodMiniString<string>;
            ssiRecordLocator: z.ZodMiniString<string>;
        }, z.core.$strip>;
        reviewStatus: z.ZodMiniString<string>;
        videoReviewLink: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        webCamComments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniArray<z.ZodMiniObject<{
            comments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            duration: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
            eventStart: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
            eventFinish: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
            eventStatus: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        }, z.core.$strip>>>>;
        desktopComments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniArray<z.ZodMiniObject<{
            comments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            duration: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
            eventStart: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
            eventFinish: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
            eventStatus: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
        }, z.core.$strip>>>>;
    }, z.core.$strip>;
    reviewCallback: {
        readonly id: "reviewCallback";
        readonly method: "POST";
        readonly path: "/api/edx_proctoring/proctoring_review_callback/";
        readonly who: "the vendor";
        readonly summary: "SoftwareSecure posts a review";
        readonly delivery: z.ZodMiniObject<{
            examMetaData: z.ZodMiniObject<{
                examCode: z.ZodMiniString<string>;
                ssiRecordLocator: z.ZodMiniString<string>;
            }, z.core.$strip>;
            reviewStatus: z.ZodMiniString<string>;
            videoReviewLink: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            webCamComments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniArray<z.ZodMiniObject<{
                comments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
                duration: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
                eventStart: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
                eventFinish: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
                eventStatus: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            }, z.core.$strip>>>>;
            desktopComments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniArray<z.ZodMiniObject<{
                comments: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
                duration: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
                eventStart: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
                eventFinish: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>>>;
                eventStatus: z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString<string>>>;
            }, z.core.$strip>>>>;
        }, z.core.$strip>;
        readonly answer: z.ZodMiniLiteral<"OK">;
        readonly refusals: readonly ["malformed_json", "bad_review_status", "review_attempt_does_not_exist", "suspicious_lookup", "review_already_exists", "payload_too_large"];
    };
};
type All = typeof all;
/** Every endpoint by its id, with its schemas' own types. */
export type Endpoints = {
    [Id in keyof All as All[Id] extends Endpoint ? Id : never]: All[Id];
};
/** Every endpoint, grouped by tag. */
export declare const CONTRACT: readonly {
    tag: string;
    endpoints: readonly Endpoint[];
}[];
/** The schemas that contract modules export, by the name they are exported with. */
export declare const NAMED_SCHEMAS: Readonly<Record<string, z.ZodMiniType>>;
export {};
