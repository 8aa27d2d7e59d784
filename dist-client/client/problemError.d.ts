/** The service refused a call, or failed. */
export declare class ProblemError extends Error {
    readonly name = "ProblemError";
    readonly status: number;
    /** The code of the refusal, such as `attempt_does_not_exist`; `unknown` when the answer is no problem document. */
    readonly code: string;
    /** What happened, for a person. */
    readonly detail: string;
    /** What is wrong with the input: JSON pointers into it and what was expected. */
    readonly errors: readonly {
        pointer: string;
        detail: string;
    }[];
    /** Finds the request in the service's log. */
    readonly requestId: string | null;
    constructor(response: Pick<Response, 'status' | 'headers'>, body: unknown);
}
