import * as z from 'zod/mini';
/** What the service needs of PSI's payload (RPNow). Everything else in it is kept as delivered. */
export declare const softwareSecureReview: z.ZodMiniObject<{
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
export declare const reviewCallback: {
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
