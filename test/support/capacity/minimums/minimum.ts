/** What an operation cannot do without for what it promises: round trips one after the other or side by side, and units. */
export interface Minimum {
  calls: number;
  reads: number;
  writes: number;
  /** What has to be read and written. */
  because: string;
  /** Why the service is above it. */
  above?: string;
}

export const CHANGE: Minimum = {
  calls: 2,
  reads: 1,
  writes: 1,
  because: 'the attempt, and one write on the condition that it is as it was read',
};
