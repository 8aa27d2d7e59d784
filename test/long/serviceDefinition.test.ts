import { expect, it } from 'vitest';
import { readServiceDefinition, tableNames, tablesForStage } from '../../dev/dynamodb/tables.ts';

it('the definition of another stage has its names, as those derived without serverless', async () => {
  const [definition, local] = [await readServiceDefinition('t8f3a'), await readServiceDefinition('local')];
  expect(tableNames(definition.tables)).toMatchObject({
    AttemptsTable: 'proctoring-t8f3a-attempts',
    HistoryTable: 'proctoring-t8f3a-history',
  });
  for (const { functionName, functionKey } of definition.streamMappings) {
    expect(functionName).toBe(`proctoring-t8f3a-${functionKey}`);
  }
  expect(definition.functions).toMatchObject({ archive: 'proctoring-t8f3a-archive' });
  expect(tablesForStage(definition, 'local')).toEqual(local.tables);
});
