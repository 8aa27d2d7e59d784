/** The reason for discarding records. */
export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** The last response in Lambda's format; `functionError` is null if the function returned batch item failures. */
export interface ResponseContext {
  statusCode: number;
  executedVersion: string;
  functionError: string | null;
}

/** The message that Lambda sends to the destination: positions of discarded records in the stream, without contents. */
export interface FailureRecord {
  requestContext: {
    requestId: string;
    functionArn?: string;
    condition: FailureCondition;
    approximateInvokeCount: number;
  };
  responseContext?: ResponseContext;
  version: '1.0';
  timestamp: string;
  DDBStreamBatchInfo: {
    shardId: string;
    startSequenceNumber: string;
    endSequenceNumber: string;
    approximateArrivalOfFirstRecord: string;
    approximateArrivalOfLastRecord: string;
    batchSize: number;
    streamArn: string;
  };
}
