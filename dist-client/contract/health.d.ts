import * as z from 'zod/mini';
export declare const health: {
    readonly id: "health";
    readonly method: "GET";
    readonly path: "/health";
    readonly who: "anyone";
    readonly summary: "Says that requests arrive; asks nothing of anything else";
    readonly answer: z.ZodMiniObject<{
        status: z.ZodMiniLiteral<"ok">;
    }, z.core.$strip>;
};
