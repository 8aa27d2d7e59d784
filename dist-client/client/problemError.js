import * as z from 'zod/mini';
import { PROBLEM_TYPE, problem } from '../contract/problem.js';
/** The service refused a call, or failed. */
export class ProblemError extends Error {
    name = 'ProblemError';
    status;
    /** The code of the refusal, such as `attempt_does_not_exist`; `unknown` when the answer is no problem document. */
    code;
    /** What happened, for a person. */
    detail;
    /** What is wrong with the input: JSON pointers into it and what was expected. */
    errors;
    /** Finds the request in the service's log. */
    requestId;
    constructor(response, body) {
        const { data } = z.safeParse(problem, body);
        const detail = data?.detail ?? 'The answer is no problem document.';
        super(`${response.status}: ${detail}`);
        this.status = response.status;
        this.code = data?.type.startsWith(PROBLEM_TYPE) ? data.type.slice(PROBLEM_TYPE.length) : 'unknown';
        this.detail = detail;
        this.errors = data?.errors ?? [];
        this.requestId = response.headers.get('x-request-id');
    }
}
