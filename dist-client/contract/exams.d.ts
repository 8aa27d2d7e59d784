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
