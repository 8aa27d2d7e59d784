interface EndpointParameters {
  Region?: string;
  /** Set in the environment or in code: DynamoDB Local. */
  Endpoint?: string | undefined;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
}

/** Prefixes of regions outside the commercial partition, with the domains of their partition. */
const PARTITIONS: readonly [start: string, domain: string, dualStackDomain: string][] = [
  ['cn-', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['eusc-', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['us-iso-', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['eu-isoe-', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
];

/**
 * Where DynamoDB is, in place of the SDK's rules for it (`client-dynamodb`, endpoint rule set) with their interpreter and the
 * list of all of AWS's regions, which are a tenth of a function's SDK. Endpoints of single accounts, which the SDK prefers
 * where credentials name their account (Lambda's do not), are left out: they lead to the same tables.
 * `test/package/dynamodbEndpoint.test.ts` compares it with the SDK's own answers for every region there is.
 * @throws Error without a region
 */
export function defaultEndpointResolver({ Region, Endpoint, UseFIPS, UseDualStack }: EndpointParameters) {
  if (Endpoint !== undefined) return { url: new URL(Endpoint), properties: {}, headers: {} };
  if (!Region) throw new Error('No region: AWS_REGION must be set.');
  const found = PARTITIONS.find(([start]) => Region.startsWith(start));
  const [, domain, dualStackDomain] = found ?? ['', 'amazonaws.com', 'api.aws'];
  // In GovCloud the plain endpoint is the FIPS one.
  const isNamedFips = UseFIPS && !(Region.startsWith('us-gov-') && !UseDualStack);
  const host = `dynamodb${isNamedFips ? '-fips' : ''}.${Region}.${UseDualStack ? dualStackDomain : domain}`;
  return { url: new URL(`https://${host}`), properties: {}, headers: {} };
}
