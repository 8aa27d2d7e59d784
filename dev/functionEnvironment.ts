import { DEVELOPMENT_TOKEN_SECRET } from '../src/config/auth.ts';
import { DEVELOPMENT_VIDEO_LINK_KEY } from '../src/config/reviews.ts';
import { DEVELOPMENT_LAUNCH_COOKIE_KEY } from '../src/config/vendorCallbacks.ts';
import { DEVELOPMENT_WEBHOOK_KEY } from '../src/config/webhooks.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './dynamodb/localClients.ts';

export interface SqsSettings {
  endpoint: string;
  /** Queue URLs by logical id. */
  queues: Readonly<Record<string, string>>;
}

/** Settings of the key of tokens; one suffices. */
const TOKEN_KEYS = ['JWT_JWKS_URL', 'JWT_PUBLIC_KEY', 'JWT_SECRET'];

/**
 * The environment from which serverless.yml reads the functions' settings, without the developer's AWS settings: the local
 * stack can reach no AWS account.
 */
export function functionEnvironment(
  dynamodbEndpoint: string,
  options: Readonly<Record<string, string | undefined>>,
  sqs?: SqsSettings,
): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !name.startsWith('AWS_')) settings[name] = value;
  }
  if (!TOKEN_KEYS.some(name => settings[name])) settings.JWT_SECRET = DEVELOPMENT_TOKEN_SECRET;
  settings.VIDEO_LINK_KEYS ||= DEVELOPMENT_VIDEO_LINK_KEY;
  settings.WEBHOOK_KEYS ||= DEVELOPMENT_WEBHOOK_KEY;
  settings.LAUNCH_COOKIE_KEY ||= DEVELOPMENT_LAUNCH_COOKIE_KEY;
  return {
    ...settings,
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamodbEndpoint,
    ...(sqs && { SQS_ENDPOINT: sqs.endpoint, DELIVERIES_QUEUE_URL: sqs.queues.DeliveriesQueue ?? '' }),
  };
}
