import { DEVELOPMENT_TOKEN_SECRET } from '../src/config/auth.ts';
import { DEVELOPMENT_VIDEO_LINK_KEY } from '../src/config/reviews.ts';
import { DEVELOPMENT_LAUNCH_COOKIE_KEY } from '../src/config/vendorCallbacks.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './dynamodb/localClients.ts';

/** Each of them sets the key of tokens. */
const TOKEN_KEYS = ['JWT_JWKS_URL', 'JWT_PUBLIC_KEY', 'JWT_SECRET'];

/**
 * The environment that serverless.yml takes the functions' settings from. Nothing of the developer's own AWS settings
 * is in it: the local stack can reach no AWS account.
 */
export function functionEnvironment(
  dynamodbEndpoint: string,
  options: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !name.startsWith('AWS_')) settings[name] = value;
  }
  if (!TOKEN_KEYS.some(name => settings[name])) settings.JWT_SECRET = DEVELOPMENT_TOKEN_SECRET;
  settings.VIDEO_LINK_KEYS ||= DEVELOPMENT_VIDEO_LINK_KEY;
  settings.LAUNCH_COOKIE_KEY ||= DEVELOPMENT_LAUNCH_COOKIE_KEY;
  return {
    ...settings,
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamodbEndpoint,
  };
}
