import { describe, expect, it } from 'vitest';
import { createRouter } from '../support/gateway/routes.ts';

const ROUTES = [
  '*',
  'ANY /v1/{proxy+}',
  'ANY /v1/attempt',
  'GET /v1/attempt',
  'ANY /v1/attempt/{proxy+}',
  'ANY /v1/attempt/code/{proxy+}',
  'ANY /v1/attempt/{external_id}/reviewed',
  'GET /health',
];
const find = createRouter(ROUTES.map(key => [key, key] as const));

describe('the routes of an HTTP API', () => {
  it.each([
    ['GET', '/v1/attempt', 'GET /v1/attempt'],
    ['POST', '/v1/attempt', 'ANY /v1/attempt'],
    ['PUT', '/v1/attempt/5', 'ANY /v1/attempt/{proxy+}'],
    ['GET', '/v1/attempt/code/x/history', 'ANY /v1/attempt/code/{proxy+}'],
    ['POST', '/v1/attempt/x/reviewed', 'ANY /v1/attempt/{external_id}/reviewed'],
    ['GET', '/v1/attempt/code/reviewed', 'ANY /v1/attempt/{external_id}/reviewed'],
    ['PUT', '/v1/allowance', 'ANY /v1/{proxy+}'],
    ['GET', '/health', 'GET /health'],
    ['POST', '/health', '*'],
    ['GET', '/nothing', '*'],
  ])('%s %s leads to %s', (method, path, key) => {
    expect(find(method, path)).toBe(key);
  });

  it('are undefined for an unknown path without a default route', () => {
    expect(createRouter([['GET /health', 'health']])('GET', '/nothing')).toBeUndefined();
  });
});
