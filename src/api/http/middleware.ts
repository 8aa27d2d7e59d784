import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Caller } from '../../domain/actors.ts';
import type { RouteMatch } from './router.ts';

export type Result = APIGatewayProxyStructuredResultV2;

/** A request as `toEvent` normalises it, and the results of the middlewares before the endpoint. */
export interface Event {
  /** Undefined for an event that is not a request. */
  method: string | undefined;
  /** Decoded, with the base path or stage before it. */
  path: string;
  stage: string | undefined;
  /** Whether callers use a domain mapped to the API, whose addresses do not show the stage. */
  hasOwnDomain: boolean;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** As sent: `name=value`, several separated by semicolons. */
  cookies: readonly string[];
  query: Readonly<Record<string, string | undefined>>;
  body: string;
  isBase64Encoded: boolean;
  /** The kind of event that arrived in place of a request. */
  source: string | undefined;
  startedAt?: number;
  match?: RouteMatch;
  caller?: Caller;
}

export type Middleware = MiddlewareObj<Event, Result, Error, Context>;
