import { type AwsEnvironment, createAwsCall } from '../aws/awsCall.ts';

/** Reads the text of a secret. @throws Error that names the secret, never its text */
export type ReadSecret = (secretId: string) => Promise<string>;

interface SecretsEnvironment extends AwsEnvironment {
  AWS_ENDPOINT_URL_SECRETS_MANAGER?: string | undefined;
}

export function createReadSecret(env: SecretsEnvironment): ReadSecret {
  const endpoint = env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
  const call = createAwsCall(env, { name: 'secretsmanager', target: 'secretsmanager', jsonVersion: '1.1', endpoint });
  return async secretId => {
    const answer = await call('GetSecretValue', { SecretId: secretId });
    if ('fault' in answer) throw new Error(`the secret ${secretId} cannot be read: ${answer.fault}`);
    const { SecretString: text } = answer.content;
    if (typeof text === 'string') return text;
    throw new Error(`the secret ${secretId} cannot be read: SecretBinary is not supported; store a text`);
  };
}
