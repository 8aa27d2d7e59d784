import type { Prices } from './prices.ts';

/** What one attempt uses, on average. */
export interface Usage {
  readUnits: number;
  writeUnits: number;
  httpRequests: number;
  lambdaRequests: number;
  gbSeconds: number;
  logBytes: number;
  outBytes: number;
  storedBytes: number;
}

/** One line of a bill. */
export interface Charge {
  item: string;
  dollars: number;
}

const MILLION = 1_000_000;
const GB = 2 ** 30;

/** What a million attempts cost that use so much each, and what they leave for a month; the order is that of no size. */
export function billOf(usage: Usage, prices: Prices): Charge[] {
  const gigabytes = (bytes: number) => (bytes * MILLION) / GB;
  const stored = gigabytes(usage.storedBytes);
  const logged = gigabytes(usage.logBytes);
  return [
    { item: 'DynamoDB: write units', dollars: usage.writeUnits * prices.writeUnits },
    { item: 'DynamoDB: read units', dollars: usage.readUnits * prices.readUnits },
    { item: 'DynamoDB: storage for a month', dollars: stored * prices.storage },
    { item: 'DynamoDB: point-in-time recovery for a month', dollars: stored * prices.pointInTimeRecovery },
    { item: 'HTTP API: requests', dollars: usage.httpRequests * prices.httpRequests },
    { item: 'Lambda: requests', dollars: usage.lambdaRequests * prices.lambdaRequests },
    { item: 'Lambda: GB-seconds', dollars: usage.gbSeconds * MILLION * prices.lambdaGbSeconds },
    { item: 'Logs: ingestion', dollars: logged * prices.logIngestion },
    { item: 'Logs: storage for a month', dollars: logged * prices.logStorage },
    { item: 'Data to the internet', dollars: gigabytes(usage.outBytes) * prices.dataOut },
  ];
}

/** The sum of what is used, each as often as given. */
export function sumOf(parts: readonly { usage: Partial<Usage>; times: number }[]): Usage {
  const sum: Usage = {
    readUnits: 0,
    writeUnits: 0,
    httpRequests: 0,
    lambdaRequests: 0,
    gbSeconds: 0,
    logBytes: 0,
    outBytes: 0,
    storedBytes: 0,
  };
  for (const { usage, times } of parts) {
    for (const name of Object.keys(sum) as (keyof Usage)[]) sum[name] += times * (usage[name] ?? 0);
  }
  return sum;
}
