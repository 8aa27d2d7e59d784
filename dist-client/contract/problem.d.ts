import * as z from 'zod/mini';
/** What a problem's `type` starts with; the code of the refusal follows. */
export declare const PROBLEM_TYPE = "urn:proctoring:problem:";
/** How every refusal is answered (RFC 9457, application/problem+json); `detail` is what today's clients read. */
export declare const problem: z.ZodMiniObject<{
    type: z.ZodMiniString<string>;
    title: z.ZodMiniString<string>;
    status: z.ZodMiniNumber<number>;
    detail: z.ZodMiniString<string>;
    errors: z.ZodMiniOptional<z.ZodMiniArray<z.ZodMiniObject<{
        pointer: z.ZodMiniString<string>;
        detail: z.ZodMiniString<string>;
    }, z.core.$strip>>>;
}, z.core.$strip>;
