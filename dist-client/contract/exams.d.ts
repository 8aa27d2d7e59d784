import * as z from 'zod/mini';
/** An exam as clients of edx-proctoring know it. */
export declare const exam: z.ZodMiniObject<{
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
export declare const createExam: {
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
export declare const getExam: {
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
export declare const changeExam: {
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
export declare const getExamByContent: {
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
export declare const getExamsOfCourse: {
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
export declare const registerExams: {
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
export declare const getExamSettings: {
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
export declare const getReviewPolicy: {
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
export declare const setReviewPolicy: {
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
export declare const removeReviewPolicy: {
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
