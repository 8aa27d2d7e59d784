import type { Client } from './callTypes.ts';
export type { CallOptions, Client } from './callTypes.ts';
export { ProblemError } from './problemError.ts';
export interface ClientOptions {
    /** Where the service is, such as `https://proctoring.example.edu`. */
    baseUrl: string;
    /** The caller's JWT, or what gets one for each call; absent for callers that have none, such as a vendor. */
    token?: string | (() => Promise<string>);
    /** In place of the global `fetch`. */
    fetch?: typeof fetch;
    /** Checks every answer against the contract. */
    validate?: boolean;
}
/**
 * A client of the service, in Node and in browsers: one method for each endpoint, such as
 * `await client.getAttempt({ params: { attempt_id: 5 } })`. A method answers the body, or undefined where it is empty.
 * It throws ProblemError for every refusal and failure, TypeError for a parameter that no path can have, and what `fetch`
 * throws when there is no answer at all.
 */
export declare function createClient(options: ClientOptions): Client;
