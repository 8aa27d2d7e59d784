import { describe, expect, it } from 'vitest';
import { packagedStage, type Resource } from '../support/packagedStages.ts';

const environmentsWith = (resources: Record<string, Resource>, setting: string) =>
  Object.entries(resources)
    .filter(
      ([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && Properties.Environment?.Variables[setting],
    )
    .map(([id]) => id)
    .sort();

describe('a packaged stage with a bus', () => {
  const { resources } = packagedStage('prod');

  it('has the name of the bus in the functions that put events, and their right to put them on it', () => {
    expect(environmentsWith(resources, 'EVENT_BUS_NAME')).toEqual(['DeliveriesLambdaFunction', 'EventsLambdaFunction']);
    const { PolicyDocument, Roles } = resources.EventBusPolicy?.Properties ?? {};
    expect(Roles).toEqual([{ Ref: 'EventsFunctionRole' }, { Ref: 'DeliveriesFunctionRole' }]);
    const Resource = { 'Fn::Sub': expect.stringMatching(/^arn:.*:events:.*:event-bus\/exams$/) };
    expect(PolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: ['events:PutEvents'], Resource }]);
  });
});

describe('a packaged stage without a bus', () => {
  const { resources } = packagedStage('dev');

  it('has neither', () => {
    expect(environmentsWith(resources, 'EVENT_BUS_NAME')).toEqual([]);
    expect(JSON.stringify(resources)).not.toContain('events:PutEvents');
  });
});
