/** Somebody with a checked token. */
export interface Caller {
    userId: number;
    username: string;
    email: string;
    name: string;
    /** Global staff: staff of every course. */
    isStaff: boolean;
    /** Course ids whose staff the caller is. */
    courseStaff: readonly string[];
    /** Groups such as `software_secure_review`. */
    groups: readonly string[];
}
/** Who made a change, as the history tells it. */
export interface Actor {
    role: 'learner' | 'staff' | 'vendor' | 'schedule' | 'unknown';
    userId: number | null;
}
export declare const VENDOR: Actor;
export declare const SCHEDULE: Actor;
/** A change made outside the service: by hand, by a script, by a TTL. */
export declare const UNKNOWN: Actor;
export declare function isStaffOf(caller: Caller, courseId: string): boolean;
/** @throws Refusal `forbidden` */
export declare function requireStaffOf(caller: Caller, courseId: string): Actor;
/** @throws Refusal `forbidden` */
export declare function requireStaffSomewhere(caller: Caller): void;
/** @throws Refusal `forbidden` */
export declare function requireGlobalStaff(caller: Caller): void;
