import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { attemptRoutes } from '../../src/api/attempts/routes.ts';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import { aCaller } from '../support/builders.ts';
import { toEvent } from '../support/bundledService/event.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

it.each([
  [false, 404],
  [true, 200],
])('with PROCTORED_EXAM_VIEWABLE_PAST_DUE %s the acknowledgement is answered %i', async (viewablePastDue, status) => {
  const stores = inMemoryStores();
  const { attemptId, user } = await storedAttempt(stores, await storedExam(stores));
  const externalIds = { backendsWithTokens: new Set<string>(), defaultBackend: '' };
  const routes = attemptRoutes({ ...stores.ports, viewablePastDue, externalIds });
  const run = httpFunction(routes, async () => aCaller({ userId: user.id }));
  const path = `/api/edx_proctoring/v1/proctored_exam/attempt/${attemptId}/review_status`;
  const answer = await run(toEvent({ method: 'PUT', path, json: {} }), { awsRequestId: 'r-1' } as Context);
  expect(answer.statusCode).toBe(status);
  expect(await stores.ports.attempts.read(attemptId)).toMatchObject({ isStatusAcknowledged: viewablePastDue });
});
