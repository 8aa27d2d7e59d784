/** A message of the queue that is to be received again. */
export interface PostponedMessage {
  receiptHandle: string;
  seconds: number;
}

/** The queue of deliveries, as its consumer uses it. */
export interface RetryQueue {
  /** At most ten. Those that cannot be postponed are received again after the queue's own time. */
  postpone(messages: readonly PostponedMessage[]): Promise<void>;
  /** Received messages, those that wait for a retry included; approximate, and up to a minute old. */
  countInFlight(): Promise<number>;
}
