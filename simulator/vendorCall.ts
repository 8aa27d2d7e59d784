import type { IncomingHttpHeaders } from 'node:http';
import type { CallName } from './plan.ts';

/** A request as it came. */
export interface Received {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status: number;
  body: unknown;
}

/** A request of the service to one of the simulated vendors, understood. */
export interface VendorCall {
  backend: string;
  name: CallName;
  /** The service's id of the exam it is about, where that can be told: plans are made by it. */
  examId: string | undefined;
  /** Performs the call. */
  answer(): Reply;
}

export const refusal = (status: number, error: string): Reply => ({ status, body: { error } });

/** The JSON object of a body; undefined for anything else. */
export function readObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
