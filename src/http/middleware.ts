import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Caller } from '../domain/actors.ts';
import type { RouteMatch } from './routing.ts';

export type Result = APIGatewayProxyStructuredResultV2;

/** The event with what the middlewares find out about it before the endpoint runs. */
export interface Event extends APIGatewayProxyEventV2 {
  startedAt?: number;
  match?: RouteMatch;
  caller?: Caller;
}

export type Middleware = MiddlewareObj<Event, Result, Error, Context>;
