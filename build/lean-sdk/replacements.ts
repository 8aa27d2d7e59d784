/** What stands in a bundle in place of a package of the AWS SDK, as the source of a module. */
export const INSTEAD_OF_PACKAGES: Record<string, string> = {
  // For services that are asked for their endpoints first. For DynamoDB that is optional and off (AWS: SDKs and Tools Reference
  // Guide, Endpoint discovery): its client gets ready for it, none of its commands does it.
  '@aws-sdk/middleware-endpoint-discovery': `
    export const resolveEndpointDiscoveryConfig = input => input;`,
  // No operation of DynamoDB streams events; the SDK loads this for one that does.
  '@smithy/core/event-streams': 'export {};',
};

const SMITHY = '@smithy/core/dist-es/submodules';
const AWS = '@aws-sdk/core/dist-es/submodules';
const CLIENT = '@aws-sdk/client-dynamodb/dist-es';

/** The same for single files, by the end of their path. */
export const INSTEAD_OF_FILES: Record<string, string> = {
  // createClient wants the standard strategy; this is the other one.
  [`${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`]: 'export class AdaptiveRetryStrategy {}',
  // What a client is set to. Lambda puts credentials and region into the environment; the SDK knows more settings, and looks for
  // them in files, with services and on the machine, which with the clients of those services is a quarter of it.
  [`${CLIENT}/runtimeConfig.js`]: `
    import { fromEnv } from '@aws-sdk/credential-provider-env';
    import { memoize } from '@smithy/core/config';
    import { calculateBodyLength } from '@smithy/core/serde';
    import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
    import { getRuntimeConfig as getSharedRuntimeConfig } from './runtimeConfig.shared';
    const { env } = process;
    export const getRuntimeConfig = config => ({
      ...getSharedRuntimeConfig(config),
      ...config,
      runtime: 'node',
      bodyLengthChecker: calculateBodyLength,
      credentialDefaultProvider: () => memoize(fromEnv()),
      region: config?.region ?? (async () => env.AWS_REGION),
      requestHandler: NodeHttpHandler.create(config?.requestHandler),
      retryMode: 'standard',
      streamCollector,
      useDualstackEndpoint: env.AWS_USE_DUALSTACK_ENDPOINT === 'true',
      useFipsEndpoint: env.AWS_USE_FIPS_ENDPOINT === 'true',
    });`,
  // Nobody extends the client.
  [`${CLIENT}/runtimeExtensions.js`]: 'export const resolveRuntimeExtensions = config => config;',
  // The endpoint is found once, not by rules and for every call; the environment may name one: DynamoDB Local.
  [`${SMITHY}/endpoints/middleware-endpoint/endpointMiddleware.js`]: `
    const found = new WeakMap();
    const find = async ({ endpointProvider, serviceConfiguredEndpoint, region, useFipsEndpoint, useDualstackEndpoint }) =>
      endpointProvider({
        Region: await region(),
        Endpoint: await serviceConfiguredEndpoint(),
        UseFIPS: await useFipsEndpoint(),
        UseDualStack: await useDualstackEndpoint(),
      });
    export const bindEndpointMiddleware = () => ({ config }) => (next, context) => async args => {
      if (!found.has(config)) found.set(config, await find(config));
      context.endpointV2 = found.get(config);
      return next(args);
    };`,
  [`${SMITHY}/endpoints/middleware-endpoint/adaptors/getEndpointFromConfig.js`]: `
    const { env } = process;
    export const getEndpointFromConfig = async () => env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL;`,
  [`${SMITHY}/endpoints/middleware-endpoint/adaptors/getEndpointFromInstructions.js`]: `
    export const bindGetEndpointFromInstructions = () => undefined;
    export const resolveParams = undefined;`,
  // What endpoint rules can call.
  [`${AWS}/client/util-endpoints/aws.js`]: 'export const awsEndpointFunctions = undefined;',
  // The mode of endpoints of single accounts, which are left out.
  [`${AWS}/account-id-endpoint/AccountIdEndpointModeConfigResolver.js`]:
    'export const resolveAccountIdEndpointModeConfig = config => config;',
  // Lambda stops functions that call themselves without end by a header of their calls to SQS, SNS and S3 (AWS: Lambda developer
  // guide, recursive loop detection). DynamoDB is none of them.
  [`${AWS}/client/middleware-recursion-detection/getRecursionDetectionPlugin.js`]:
    'export const getRecursionDetectionPlugin = () => ({ applyToStack: () => {} });',
  // Who calls, in a word: the SDK puts together anew for every call what version on what system with what features it is.
  [`${AWS}/client/middleware-user-agent/user-agent-middleware.js`]: `
    export const getUserAgentMiddlewareOptions = { name: 'getUserAgentMiddleware', step: 'build', priority: 'low', override: true };
    export const userAgentMiddleware = () => next => args => {
      args.request.headers['user-agent'] = 'serverless-proctoring';
      return next(args);
    };
    export const getUserAgentPlugin = () => ({
      applyToStack: stack => stack.add(userAgentMiddleware(), getUserAgentMiddlewareOptions),
    });`,
  [`${AWS}/client/middleware-user-agent/configurations.js`]: `
    export const DEFAULT_UA_APP_ID = undefined;
    export const resolveUserAgentConfig = config => config;`,
  // Where operations have paths, queries and hosts of their own. Those of DynamoDB are told apart by a header.
  [`${SMITHY}/protocols/HttpBindingNormalizedSchema.js`]: `
    export class HttpBindingNormalizedSchema {}
    const noBindings = [];
    export const getHttpOperationBindings = () => noBindings;`,
  // One signer for all calls. The SDK copies all of its settings for a new one with each call.
  [`${AWS}/httpAuthSchemes/aws_sdk/resolveAwsSdkSigV4Config.js`]: `
    import { normalizeProvider } from '@smithy/core';
    import { SignatureV4 } from '@smithy/signature-v4';
    export const bindResolveAwsSdkSigV4Config = () => config => {
      const { region, defaultSigningName: service, sha256 } = config;
      const credentials = config.credentials ? normalizeProvider(config.credentials) : config.credentialDefaultProvider(config);
      const signer = new SignatureV4({ credentials, region, service, sha256, uriEscapePath: true });
      return Object.assign(config, { credentials, systemClockOffset: 0, signer: async () => signer });
    };`,
  // Whether a clock that is wrong is corrected, of which files could speak.
  [`${AWS}/httpAuthSchemes/aws_sdk/clock-skew-defaults.js`]:
    'export const DEFAULT_DISABLE_CLOCK_SKEW_CORRECTION = undefined;',
  // For signing events and presigning messages.
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': 'export class HeaderFormatter {}',
  // createClient takes this step out.
  [`${AWS}/client/middleware-logger/loggerMiddleware.js`]: `
    export const loggerMiddleware = () => next => next;
    export const loggerMiddlewareOptions = {};
    export const getLoggerPlugin = () => ({ applyToStack: () => {} });`,
  // For the same step: what of inputs and outputs a log may have.
  [`${SMITHY}/client/smithy-client/schemaLogFilter.js`]: 'export const schemaLogFilter = () => undefined;',
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
};

export const WITHOUT_SIDE_EFFECTS = /^\.\/(commands|pagination|DynamoDBDocument)$|^@aws-sdk\/lib-dynamodb$/;
