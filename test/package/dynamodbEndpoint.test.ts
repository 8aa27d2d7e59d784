import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { defaultEndpointResolver } from '../../build/lean-sdk/dynamodbEndpoint.ts';

/** Every region that the SDK knows, and one of each partition that it does not know yet. */
function everyRegion(): string[] {
  const core = dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
  const source = readFileSync(join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'), 'utf8');
  const [, json = ''] = /partitionsInfo = (\{.*\});/s.exec(source) ?? [];
  const { partitions } = JSON.parse(json) as { partitions: { regions: Record<string, object> }[] };
  const regionNames = partitions
    .flatMap(({ regions }) => Object.keys(regions))
    .filter(region => !region.endsWith('-global'));
  const unknown = ['eu-south-9', 'cn-east-9', 'us-gov-north-9', 'eusc-de-west-9', 'us-iso-east-9', 'us-isob-east-9'];
  return [...regionNames, ...unknown, 'eu-isoe-east-9', 'us-isof-east-9', 'xx-new-1'];
}

type Parameters = {
  Region: string;
  UseFIPS: boolean;
  UseDualStack: boolean;
  Endpoint?: string;
};

function endpointOfSdk(parameters: Parameters): string {
  const { config } = new DynamoDBClient({ region: parameters.Region });
  return config.endpointProvider(parameters, {}).url.href;
}

describe('the endpoint that replaces the SDK’s rules in bundles', () => {
  it.each(everyRegion())('is that of the SDK in %s', Region => {
    for (const UseFIPS of [false, true]) {
      for (const UseDualStack of [false, true]) {
        const parameters = { Region, UseFIPS, UseDualStack };
        expect(defaultEndpointResolver(parameters).url.href).toBe(endpointOfSdk(parameters));
      }
    }
  });

  it('is the configured one, from any source', () => {
    const parameters = {
      Region: 'eu-central-1',
      UseFIPS: false,
      UseDualStack: false,
      Endpoint: 'http://127.0.0.1:8000/x',
    };
    expect(defaultEndpointResolver(parameters).url.href).toBe(endpointOfSdk(parameters));
  });

  it('requires a region', () => {
    expect(() => defaultEndpointResolver({})).toThrow('AWS_REGION');
  });
});
