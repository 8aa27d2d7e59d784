import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tablesForStage } from '../../dev/dynamodb/tableDefinitions.ts';
import { type Service, startService } from '../support/bundledService/service.ts';
import { deviations } from '../support/capacity/budget.ts';
import { BUDGETS } from '../support/capacity/budgets.ts';
import { type Measure, measurer } from '../support/capacity/measure.ts';
import { MINIMUMS } from '../support/capacity/minimums.ts';
import { OPERATIONS } from '../support/operationCatalogue/catalogue.ts';

/** The exact calls and units of every operation without concurrent requests; docs/architecture.md explains the calls. */
let service: Service;
let measure: Measure;

beforeAll(async () => {
  const definitions = tablesForStage(inject('serviceDefinition'), `b${randomBytes(5).toString('hex')}`);
  service = await startService({ database: { endpoint: inject('dynamodbEndpoint'), definitions } });
  measure = measurer(service);
});

afterAll(() => service.stop());

describe('the cost of an operation', () => {
  it.each(OPERATIONS)('$id', async operation => {
    expect(deviations(operation.id, await measure(operation), BUDGETS[operation.id])).toEqual([]);
  });

  it('has a budget and a reasoned minimum for every operation', () => {
    const ids = OPERATIONS.map(({ id }) => id).sort();
    expect(Object.keys(BUDGETS).sort()).toEqual(ids);
    expect(Object.keys(MINIMUMS).sort()).toEqual(ids);
  });
});
