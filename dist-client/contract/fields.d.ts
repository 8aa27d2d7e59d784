import * as z from 'zod/mini';
/** A boolean, or the text "true" or "false". */
export declare const bool: z.ZodMiniUnion<readonly [z.ZodMiniBoolean<boolean>, z.ZodMiniPipe<z.ZodMiniCodec<z.ZodMiniString<unknown>, z.ZodMiniBoolean<unknown>>, z.ZodMiniBoolean<boolean>>]>;
/** A whole number, or its digits as text. */
export declare function wholeNumber(least: number, most: number): z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
/** The id of an exam, an attempt or a user. */
export declare const id: z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniNumber<number>, z.ZodMiniPipe<z.ZodMiniString<string>, z.ZodMiniTransform<number, any>>]>, z.ZodMiniNumber<number>>;
/** A name that DynamoDB can use in a key: short, and without control characters. */
export declare const identifier: z.ZodMiniString<string>;
/**
 * A name that is also part of paths. HTTP APIs hand a path over decoded, and cut at a decoded "?"; serverless-offline and
 * other gateways hand it over encoded. Without these characters both come out the same.
 */
export declare const pathIdentifier: z.ZodMiniString<string>;
/** The same for one segment of a path. */
export declare const segmentIdentifier: z.ZodMiniString<string>;
/** A text for people. */
export declare function shortText(most?: number): z.ZodMiniString<string>;
/** A moment with its offset from UTC, as UTC with milliseconds; "" counts as none. */
export declare const instant: z.ZodMiniPipe<z.ZodMiniPipe<z.ZodMiniUnion<readonly [z.ZodMiniLiteral<"">, z.ZodMiniISODateTime]>, z.ZodMiniTransform<string | null, string>>, z.ZodMiniNullable<z.ZodMiniString<string>>>;
/** A moment as answered: UTC with milliseconds. */
export declare const moment: z.ZodMiniISODateTime;
