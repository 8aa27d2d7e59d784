/** The least calls and units with which an operation can keep its promises; reasoned, not measured. */
export interface Minimum {
  calls: number;
  reads: number;
  writes: number;
  /** The necessary reads and writes. */
  because: string;
  /** The reason of the service to be above it. */
  above?: string;
}

export const CHANGE: Minimum = {
  calls: 2,
  reads: 1,
  writes: 1,
  because: 'the attempt, and one write on the condition that it is as it was read',
};
