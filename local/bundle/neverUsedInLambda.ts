/** What stands in a bundle in place of a package of the AWS SDK, as the source of a module. */
export const INSTEAD_OF_PACKAGES: Record<string, string> = {
  // Lambda puts a function's credentials into its environment. All the other ways to come by some, single sign-on and files
  // among them, with the clients of the services behind them, are a quarter of the SDK.
  '@aws-sdk/credential-provider-node': `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  // A client asks for its endpoints only where it is told to, which no function does.
  '@aws-sdk/endpoint-cache': 'export class EndpointCache {}',
  // No operation of DynamoDB streams events; the SDK loads this for one that does.
  '@smithy/core/event-streams': 'export {};',
};

const SMITHY = '@smithy/core/dist-es/submodules';

/** The same for single files, by the end of their path. */
export const INSTEAD_OF_FILES: Record<string, string> = {
  // Node has SHA-256 of its own; this is for where it has none.
  [`${SMITHY}/checksum/sha256/Sha256Js.js`]: 'export const Sha256Js = undefined;',
  // There is no ~/.aws in Lambda; settings come from the environment. It would be looked for at every cold start.
  [`${SMITHY}/config/shared-ini-file-loader/loadSharedConfigFiles.js`]: `
    export const CONFIG_PREFIX_SEPARATOR = '.';
    export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  // Lambda says the region in the environment, and has no metadata service to ask.
  [`${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`]:
    'export const getInstanceMetadataRegion = async () => undefined;',
  // createClient wants the standard strategy; this is the other one.
  [`${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`]: 'export class AdaptiveRetryStrategy {}',
  // The list of AWS's regions; without the SDK's endpoint rules (dynamodbEndpoint.ts) nothing asks for it.
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js': `
    export const getUserAgentPrefix = () => '';
    export const partition = undefined;
    export const setPartitionInfo = undefined;
    export const useDefaultPartitionInfo = undefined;`,
  // For signing events and presigning messages.
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': 'export class HeaderFormatter {}',
  // createClient takes this step out.
  '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js': `
    export const loggerMiddleware = () => next => next;
    export const loggerMiddlewareOptions = {};
    export const getLoggerPlugin = () => ({ applyToStack: () => {} });`,
  // Backups and tables have moments in them, items have not.
  [`${SMITHY}/serde/date-utils.js`]: `
    const noMoments = () => {
      throw new TypeError('DynamoDB answered a moment, which no operation on items does.');
    };
    export const dateToUtcString = noMoments;
    export const parseRfc3339DateTime = noMoments;
    export const parseRfc3339DateTimeWithOffset = noMoments;
    export const parseRfc7231DateTime = noMoments;
    export const parseEpochTimestamp = noMoments;`,
  // Rules for the endpoints of S3.
  [`${SMITHY}/endpoints/middleware-endpoint/service-customizations/s3.js`]: `
    export const DOT_PATTERN = /\\./;
    export const S3_HOSTNAME_PATTERN = DOT_PATTERN;
    export const resolveParamsForS3 = async params => params;
    export const isDnsCompatibleBucketName = () => false;
    export const isArnBucketName = () => false;`,
};

export const WITHOUT_SIDE_EFFECTS = /^\.\/(commands|pagination|DynamoDBDocument)$|^@aws-sdk\/lib-dynamodb$/;
