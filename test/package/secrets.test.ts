import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../build/build.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { HANDLER_SETTINGS } from '../support/handlerSettings.ts';
import { packagedStage, type Resource, SECRET_REFERENCES, VENDORS_SECRET_ARN } from '../support/packagedStages.ts';

const SECRETS: Record<string, string> = {
  'proctoring/prod': JSON.stringify({
    jwt_secret: 'j'.repeat(40),
    video_link_keys: Buffer.alloc(32, 'v').toString('base64'),
    webhook_keys: Buffer.alloc(32, 'w').toString('base64'),
    launch_cookie_key: 'l'.repeat(40),
    exam_access_key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  }),
  [VENDORS_SECRET_ARN]: JSON.stringify({ software_secure: {}, proctortrack: { protocol: 'rest' } }),
};

describe('a packaged stage whose secrets are in Secrets Manager', () => {
  let resources: Record<string, Resource>;
  beforeAll(() => {
    ({ resources } = packagedStage('prod'));
  });

  it('contains the references and no secret', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    for (const [name, value] of Object.entries(SECRET_REFERENCES)) {
      const set = functions.flatMap(resource => resource.Properties.Environment.Variables[name] ?? []);
      expect(set.length, name).toBeGreaterThan(0);
      for (const setting of set) expect(setting).toBe(value);
    }
  });

  it('lets each function read the secrets of its own settings and no others', () => {
    const policies = Object.entries(resources).filter(([id]) => id.endsWith('SecretsPolicy'));
    const shared = { 'Fn::Sub': expect.stringMatching(/:secret:proctoring\/prod-\?{6}$/) };
    const granted = Object.fromEntries(
      policies.map(([id, { Properties }]) => [id, [Properties.Roles, Properties.PolicyDocument.Statement]]),
    );
    const policy = (name: string, secrets: unknown[]) => [
      `${name}SecretsPolicy`,
      [
        [{ Ref: `${name}FunctionRole` }],
        [
          { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: secrets },
          { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: ['arn:aws:kms:x:1:key/k'] },
        ],
      ],
    ];
    expect(granted).toEqual(
      Object.fromEntries([
        ...['Allowances', 'Deliveries', 'Exams', 'Lists', 'Lookups', 'Webhooks'].map(name => policy(name, [shared])),
        ...['Attempts', 'Privacy', 'VendorCallbacks'].map(name => policy(name, [shared, `${VENDORS_SECRET_ARN}*`])),
        policy('Notifications', [`${VENDORS_SECRET_ARN}*`]),
      ]),
    );
  });

  it('gives VENDORS to functions that call vendors or verify them; those that show attempts know the protocols only', () => {
    const namesWith = (setting: string) =>
      Object.entries(resources)
        .filter(
          ([, { Type, Properties }]) =>
            Type === 'AWS::Lambda::Function' && setting in (Properties.Environment?.Variables ?? {}),
        )
        .map(([id]) => id.replace('LambdaFunction', ''))
        .sort();
    expect(namesWith('VENDORS')).toEqual(['Attempts', 'Notifications', 'Privacy', 'VendorCallbacks']);
    expect(namesWith('VENDOR_PROTOCOLS')).toEqual(['Allowances', 'Attempts', 'Exams', 'Lists', 'Lookups']);
  });

  it('names only secrets that a function has in its environment', () => {
    const ids = Object.keys(resources).filter(id => id.endsWith('SecretsPolicy'));
    for (const id of ids) {
      const name = id.replace('SecretsPolicy', '');
      const { Variables = {} } = resources[`${name}LambdaFunction`]?.Properties.Environment ?? {};
      expect(
        Object.values(Variables).some(value => String(value).startsWith('aws-secret:')),
        name,
      ).toBe(true);
    }
    const withReference = Object.entries(resources).filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Lambda::Function' &&
        Object.values(Properties.Environment?.Variables ?? {}).some(value => String(value).startsWith('aws-secret:')),
    );
    expect(withReference.map(([id]) => id.replace('LambdaFunction', 'SecretsPolicy')).sort()).toEqual(ids.sort());
  });
});

describe('a bundle', () => {
  let server: Server;
  const secretIds: string[] = [];
  beforeAll(async () => {
    await buildFunctions();
    server = createServer(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
      const { SecretId } = JSON.parse(body) as { SecretId: string };
      secretIds.push(SecretId);
      const secret = SECRETS[SecretId];
      const answer = secret ? { SecretString: secret } : { __type: 'ResourceNotFoundException' };
      response.writeHead(secret ? 200 : 400).end(JSON.stringify(answer));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  }, 120_000);
  afterAll(() => {
    server.close();
  });

  /** Cold start of a function in a thread with an environment of its own. @returns the status of a request, or the start error */
  async function start(name: string, settings: Record<string, string>): Promise<string> {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      const event = { rawPath: '/nothing', headers: {}, requestContext: { http: { method: 'GET' } } };
      import(workerData)
        .then(({ handler }) => handler(event, { awsRequestId: 'r' }))
        .then(({ statusCode }) => parentPort.postMessage(String(statusCode)))
        .catch(({ message }) => parentPort.postMessage(message));`;
    const { address, port } = server.address() as AddressInfo;
    const thread = new Worker(script, {
      eval: true,
      workerData: join(PROJECT_ROOT, `dist/${name}.mjs`),
      stdout: true,
      env: {
        ...HANDLER_SETTINGS,
        ...{ JWT_SECRET: '', STAGE: 'prod', AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${address}:${port}` },
        ...settings,
      },
    });
    const [message] = (await once(thread, 'message')) as [string];
    await thread.terminate();
    return message;
  }

  it.each(['attempts', 'lookups', 'vendorCallbacks', 'exams'])(
    '%s starts with the secrets its settings refer to',
    async name => {
      secretIds.length = 0;
      expect(await start(name, SECRET_REFERENCES)).toBe('404');
      expect(secretIds).toContain('proctoring/prod');
      expect(new Set(secretIds).size).toBe(secretIds.length);
    },
  );

  it('does not start without them, and names the setting', async () => {
    const message = await start('exams', { JWT_SECRET: 'aws-secret:gone' });
    expect(message).toMatch(/^JWT_SECRET: the secret gone cannot be read: ResourceNotFoundException/);
  });
});
