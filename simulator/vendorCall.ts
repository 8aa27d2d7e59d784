import type { IncomingHttpHeaders } from 'node:http';
import type { CallName } from './plan.ts';

/** A received request. */
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

/** A parsed call of the service to a simulated vendor. */
export interface VendorCall {
  backend: string;
  name: CallName;
  /** The service's id of the exam, if the call has it; selects the plan. */
  examId: string | undefined;
  /** Executes the call. */
  answer(): Reply;
}

export const rejection = (status: number, error: string): Reply => ({ status, body: { error } });

/** The JSON object of a body; undefined for other content. */
export function readObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
