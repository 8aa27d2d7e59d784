interface EndpointParameters {
  Region?: string;
  /** A custom endpoint (DynamoDB Local), from the environment or the code. */
  Endpoint?: string | undefined;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
}

/** Prefixes of regions outside the commercial partition, with the domains of their partition. */
const PARTITIONS: readonly [prefix: string, domain: string, dualStackDomain: string][] = [
  ['cn-', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['eusc-', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['us-iso-', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['eu-isoe-', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
];

/**
 * The endpoint of DynamoDB, in place of the SDK's rule set and list of regions, a tenth of a function's SDK. Account-based
 * endpoints are left out, because Lambda's credentials name no account. `test/package/dynamodbEndpoint` compares all regions.
 * @throws Error without a region
 */
export function defaultEndpointResolver({ Region, Endpoint, UseFIPS, UseDualStack }: EndpointParameters) {
  if (Endpoint !== undefined) return { url: new URL(Endpoint), properties: {}, headers: {} };
  if (!Region) throw new Error('No region: AWS_REGION must be set.');
  const partition = PARTITIONS.find(([prefix]) => Region.startsWith(prefix));
  const [, domain, dualStackDomain] = partition ?? ['', 'amazonaws.com', 'api.aws'];
  // In GovCloud the plain endpoint is the FIPS one.
  const isNamedFips = UseFIPS && !(Region.startsWith('us-gov-') && !UseDualStack);
  const host = `dynamodb${isNamedFips ? '-fips' : ''}.${Region}.${UseDualStack ? dualStackDomain : domain}`;
  return { url: new URL(`https://${host}`), properties: {}, headers: {} };
}
