import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createAttempt } from '../createAttempt.ts';
import { changeStatus, readAttempt } from '../oneAttempt.ts';

/** Whoever asks for whatever: no token, nothing checked, nothing logged. */
export function handler({ requestContext, pathParameters, body }: APIGatewayProxyEventV2) {
  const id = Number(pathParameters?.id);
  switch (requestContext.http.method) {
    case 'POST':
      return createAttempt(JSON.parse(body ?? ''));
    case 'PUT':
      return changeStatus(id, JSON.parse(body ?? '').action);
    default:
      return readAttempt(id);
  }
}
