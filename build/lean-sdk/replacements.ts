import { withInheritedConfig } from './inheritedConfig.ts';
import { itemErrorsOnly } from './itemErrorsOnly.ts';
import { withoutNamespaceOfHttp } from './namespaceOfHttp.ts';

/** The parts of the AWS SDK that are replaced or left out. The build fails if one does not apply. */
export interface Replacements {
  /** Sources that replace a package. */
  packages: Readonly<Record<string, string>>;
  /** Sources that replace a file, by its path below node_modules. */
  files: Readonly<Record<string, string>>;
  /** Modules of this folder that replace modules of the SDK, by the SDK's import specifier. */
  modules: Readonly<Record<string, string>>;
  /** Edits of a file's source; an edit throws if its pattern does not match. */
  edits: Readonly<Record<string, (source: string) => string>>;
  /** Specifiers of modules without side effects whose packages do not declare that. */
  sideEffectFree: readonly string[];
}

const SMITHY = '@smithy/core/dist-es/submodules';
const AWS = '@aws-sdk/core/dist-es/submodules';
const CLIENT = '@aws-sdk/client-dynamodb/dist-es';

const PACKAGES: Replacements['packages'] = {
  // Endpoint discovery is optional for DynamoDB and off by default (AWS SDKs and Tools Reference Guide).
  '@aws-sdk/middleware-endpoint-discovery': `
    export const resolveEndpointDiscoveryConfig = input => input;`,
  // No operation of DynamoDB streams events.
  '@smithy/core/event-streams': 'export {};',
};

const FILES: Replacements['files'] = {
  // The client uses the standard retry strategy (src/store/dynamodb/client.ts).
  [`${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`]: 'export class AdaptiveRetryStrategy {}',
  // Lambda sets credentials and region in the environment. The SDK's lookup in files, services and instance metadata is a
  // quarter of its size.
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
  // The client has no runtime extensions.
  [`${CLIENT}/runtimeExtensions.js`]: 'export const resolveRuntimeExtensions = config => config;',
  // The endpoint is resolved once per client instead of once per call; the environment may set one (DynamoDB Local).
  [`${SMITHY}/endpoints/middleware-endpoint/endpointMiddleware.js`]: `
    const endpoints = new WeakMap();
    const resolve = async ({ endpointProvider, serviceConfiguredEndpoint, region, useFipsEndpoint, useDualstackEndpoint }) =>
      endpointProvider({
        Region: await region(),
        Endpoint: await serviceConfiguredEndpoint(),
        UseFIPS: await useFipsEndpoint(),
        UseDualStack: await useDualstackEndpoint(),
      });
    export const bindEndpointMiddleware = () => ({ config }) => (next, context) => async args => {
      if (!endpoints.has(config)) endpoints.set(config, await resolve(config));
      context.endpointV2 = endpoints.get(config);
      return next(args);
    };`,
  [`${SMITHY}/endpoints/middleware-endpoint/adaptors/getEndpointFromConfig.js`]: `
    const { env } = process;
    export const getEndpointFromConfig = async () => env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL;`,
  [`${SMITHY}/endpoints/middleware-endpoint/adaptors/getEndpointFromInstructions.js`]: `
    export const bindGetEndpointFromInstructions = () => undefined;
    export const resolveParams = undefined;`,
  // Functions of endpoint rules, which dynamodbEndpoint.ts replaces.
  [`${AWS}/client/util-endpoints/aws.js`]: 'export const awsEndpointFunctions = undefined;',
  // Account-based endpoints are left out (dynamodbEndpoint.ts).
  [`${AWS}/account-id-endpoint/AccountIdEndpointModeConfigResolver.js`]:
    'export const resolveAccountIdEndpointModeConfig = config => config;',
  // Recursive loop detection covers SQS, SNS and S3, not DynamoDB (Lambda Developer Guide).
  [`${AWS}/client/middleware-recursion-detection/getRecursionDetectionPlugin.js`]:
    'export const getRecursionDetectionPlugin = () => ({ applyToStack: () => {} });',
  // A constant user agent: the SDK composes version, platform and features for every call.
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
  // HTTP bindings (path, query, host) per operation: those of DynamoDB differ in a header only.
  [`${SMITHY}/protocols/HttpBindingNormalizedSchema.js`]: `
    export class HttpBindingNormalizedSchema {}
    const noBindings = [];
    export const getHttpOperationBindings = () => noBindings;`,
  // One signer per client: the SDK copies its settings into a new one for each call.
  [`${AWS}/httpAuthSchemes/aws_sdk/resolveAwsSdkSigV4Config.js`]: `
    import { normalizeProvider } from '@smithy/core';
    import { SignatureV4 } from '@smithy/signature-v4';
    export const bindResolveAwsSdkSigV4Config = () => config => {
      const { region, defaultSigningName: service, sha256 } = config;
      const credentials = config.credentials ? normalizeProvider(config.credentials) : config.credentialDefaultProvider(config);
      const signer = new SignatureV4({ credentials, region, service, sha256, uriEscapePath: true });
      return Object.assign(config, { credentials, systemClockOffset: 0, signer: async () => signer });
    };`,
  // Clock skew correction keeps its default; the setting would be read from files.
  [`${AWS}/httpAuthSchemes/aws_sdk/clock-skew-defaults.js`]:
    'export const DEFAULT_DISABLE_CLOCK_SKEW_CORRECTION = undefined;',
  // Signing of event streams.
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': 'export class HeaderFormatter {}',
  // The client removes the logging middleware.
  [`${AWS}/client/middleware-logger/loggerMiddleware.js`]: `
    export const loggerMiddleware = () => next => next;
    export const loggerMiddlewareOptions = {};
    export const getLoggerPlugin = () => ({ applyToStack: () => {} });`,
  // The filter of the logging middleware.
  [`${SMITHY}/client/smithy-client/schemaLogFilter.js`]: 'export const schemaLogFilter = () => undefined;',
  // Dates occur in answers about tables and backups, never in items.
  [`${SMITHY}/serde/date-utils.js`]: `
    const noDates = () => {
      throw new TypeError('DynamoDB answered with a date, which operations on items never return.');
    };
    export const dateToUtcString = noDates;
    export const parseRfc3339DateTime = noDates;
    export const parseRfc3339DateTimeWithOffset = noDates;
    export const parseRfc7231DateTime = noDates;
    export const parseEpochTimestamp = noDates;`,
};

const SCHEMA_MIDDLEWARE = `${SMITHY}/schema/middleware`;

export const REPLACEMENTS: Replacements = {
  packages: PACKAGES,
  files: FILES,
  modules: {
    './endpoint/endpointResolver': './dynamodbEndpoint.ts',
    './sha256/Sha256Node': './sha256.ts',
  },
  edits: {
    [`${CLIENT}/schemas/schemas_0.js`]: itemErrorsOnly,
    [`${SCHEMA_MIDDLEWARE}/schemaSerializationMiddleware.js`]: withInheritedConfig,
    [`${SCHEMA_MIDDLEWARE}/schemaDeserializationMiddleware.js`]: withInheritedConfig,
    '@smithy/node-http-handler/dist-es/node-http-handler.js': withoutNamespaceOfHttp,
  },
  sideEffectFree: ['./commands', './pagination', './DynamoDBDocument', '@aws-sdk/lib-dynamodb'],
};
