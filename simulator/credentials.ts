/** Credentials of the simulated vendors. They are public, and valid for the simulator only. */

export const PSI_CREDENTIALS = {
  organization: 'ExampleU',
  exam_sponsor: 'ExampleU',
  secret_key_id: 'simulated-psi-key-id',
  secret_key: 'simulated-psi-secret-key',
  crypto_key: 'simulated-24-byte-des3-k',
};

export const REST_CREDENTIALS = {
  client_id: 'simulated-rest-client',
  client_secret: 'simulated-rest-client-secret',
  learner_id_key: 'simulated-learner-id-key',
};

/** Signing secrets of deliveries, by scheme. */
export const WEBHOOK_SECRETS = {
  standard_webhooks: `whsec_${Buffer.alloc(32, 's').toString('base64')}`,
  examity: 'simulated-examity-secret',
  meazure: 'simulated-meazure-secret',
  jwt: 'simulated-constructor-secret-of-some-length',
};
