import type { Findings } from '../report/section.ts';

/** Microseconds of processor time per request: medians. */
export interface WarmPath {
  operation: string;
  function: string;
  /** To DynamoDB. */
  calls: number;
  ours: number;
  sdkOnly: number;
  sdkTrimmed: number;
}

export function findingsOf(measured: readonly WarmPath[]): Findings {
  return {
    how: [
      'The bundled function does the same request again and again in a process of its own, DynamoDB played back by a server that answers ' +
        'at once; counted is the processor time of the process, its threads and garbage included. The baseline (b) makes the same calls with the ' +
        'document client and answers what they answer as JSON: it checks no token and no input, knows no rule and logs nothing; (b′) is the ' +
        'same bundled as our functions are. All three warm up first, then run in blocks by turns; medians of the blocks.',
    ],
    tables: [
      {
        id: 'processor-time',
        title: 'Microseconds of a processor per request',
        columns: [
          { key: 'operation', title: 'operation' },
          { key: 'function', title: 'function' },
          { key: 'calls', title: 'calls to DynamoDB' },
          { key: 'ours', title: 'µs' },
          { key: 'sdkOnly', title: '(b) µs' },
          { key: 'sdkTrimmed', title: '(b′) µs' },
          { key: 'overSdk', title: '÷ (b)', digits: 2 },
          { key: 'beyond', title: 'µs beyond (b)' },
        ],
        rows: measured.map(one => ({ ...one, overSdk: one.ours / one.sdkOnly, beyond: one.ours - one.sdkOnly })),
        notes: ['Of archive_100: per batch of 100 records.'],
      },
    ],
    goals: measured.map(({ operation, ours, sdkOnly }) => ({
      what: `processor time of ${operation} ÷ (b)`,
      is: ours / sdkOnly,
      most: 1.2,
      ...(operation === 'review_with_photo' && { because: PHOTO }),
    })),
  };
}

/** Figures: this section with and without each of them, by turns. The price: bench/money/prices.ts, us-east-1. */
const PHOTO =
  'beyond it are compressing 1.3 MB (11 ms) and taking their JSON apart (7 ms), which the baseline does not do: it sends what came of that. ' +
  'Without both it is 0.94. Compressing saves 330 write units twice over, 3,000 times what its processor time costs';
