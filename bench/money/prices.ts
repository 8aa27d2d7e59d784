/** List prices in dollars, without free tiers, savings plans or tiers of volume. */
export interface Prices {
  /** Of a million, on demand, since DynamoDB's cut of November 2024. */
  writeUnits: number;
  readUnits: number;
  /** Of a GB and month. */
  storage: number;
  pointInTimeRecovery: number;
  /** Of a million requests to an HTTP API, of up to 512 KB each. */
  httpRequests: number;
  /** Of a million. */
  lambdaRequests: number;
  /** Of one, on arm64. */
  lambdaGbSeconds: number;
  /** Of a GB. */
  logIngestion: number;
  logStorage: number;
  /** Of a GB to the internet, of the first 10 TB. */
  dataOut: number;
}

/**
 * As AWS's price lists have them: AmazonDynamoDB of 15 August 2026, AmazonCloudWatch of 6 August 2026, AWSDataTransfer of 20
 * July 2026; the pricing pages of Lambda and API Gateway in September 2026. Of HTTP APIs in Frankfurt no page was found: their price
 * is assumed.
 */
export const PRICES: Readonly<Record<string, Prices>> = {
  'us-east-1': {
    writeUnits: 0.625,
    readUnits: 0.125,
    storage: 0.25,
    pointInTimeRecovery: 0.2,
    httpRequests: 1.0,
    lambdaRequests: 0.2,
    lambdaGbSeconds: 0.0000133334,
    logIngestion: 0.5,
    logStorage: 0.03,
    dataOut: 0.09,
  },
  'eu-central-1': {
    writeUnits: 0.7625,
    readUnits: 0.1525,
    storage: 0.306,
    pointInTimeRecovery: 0.2448,
    httpRequests: 1.2,
    lambdaRequests: 0.2,
    lambdaGbSeconds: 0.0000133334,
    logIngestion: 0.63,
    logStorage: 0.0324,
    dataOut: 0.09,
  },
};
