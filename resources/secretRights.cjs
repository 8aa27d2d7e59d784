/** The settings of each function that may refer to a secret. */
const TOKENS = ['JWT_SECRET'];
const SECRET_SETTINGS = {
  Allowances: TOKENS,
  Attempts: [...TOKENS, 'VENDORS'],
  Exams: TOKENS,
  Lists: [...TOKENS, 'EXAM_ACCESS_KEY'],
  Lookups: [...TOKENS, 'VIDEO_LINK_KEYS'],
  Notifications: ['VENDORS'],
  Privacy: [...TOKENS, 'VENDORS'],
  VendorCallbacks: [...TOKENS, 'VENDORS', 'VIDEO_LINK_KEYS', 'LAUNCH_COOKIE_KEY'],
  Webhooks: [...TOKENS, 'WEBHOOK_KEYS'],
  Deliveries: ['WEBHOOK_KEYS'],
};

const PREFIX = 'aws-secret:';

/**
 * A policy for each function whose settings refer to secrets (`aws-secret:ID#MEMBER`): the right to read these.
 * SECRETS_KMS_KEY_ARN adds the right to decrypt with a customer managed key.
 */
module.exports = () => {
  const policies = Object.entries(SECRET_SETTINGS).flatMap(([name, settings]) => {
    const values = settings.map(setting => process.env[setting] ?? '').filter(value => value.startsWith(PREFIX));
    if (values.length === 0) return [];
    const secrets = new Set(values.map(value => value.slice(PREFIX.length).split('#')[0]));
    return [[`${name}SecretsPolicy`, policyOf(`${name}FunctionRole`, [...secrets].map(arnOf))]];
  });
  return { Resources: Object.fromEntries(policies) };
};

function policyOf(role, secrets) {
  const key = process.env.SECRETS_KMS_KEY_ARN;
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'secrets',
      Roles: [{ Ref: role }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: secrets },
          ...(key ? [{ Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [key] }] : []),
        ],
      },
    },
  };
}

/** Secrets Manager appends a hyphen and six characters to a secret's name in its ARN. */
function arnOf(secretId) {
  if (secretId.startsWith('arn:')) return secretId.endsWith('*') ? secretId : `${secretId}*`;
  return { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${secretId}-??????` };
}
