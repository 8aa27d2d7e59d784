/** The unexpected error of one row of a request, whose other rows are carried out. */
export interface RowFailure {
  error: unknown;
  attemptId?: number;
  examId?: number;
}

export interface RowFailurePorts {
  /** Logs the error, with the ids of the row alone. */
  onRowFailure: (failure: RowFailure) => void;
}
