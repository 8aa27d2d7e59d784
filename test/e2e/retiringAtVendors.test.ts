import { afterAll, describe, expect, it } from 'vitest';
import { onStack, request } from '../support/api.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';
import { killStartedCommands, readyUrl, startCommand } from '../support/startCommand.ts';

const V1 = '/api/edx_proctoring/v1';

describe('having vendors forget a learner', () => {
  afterAll(() => killStartedCommands());

  it('asks each that can, also after one has failed, and logs that', async () => {
    const good = await scriptedServer(({ url }, response) =>
      json(response, 200, url.includes('access_token') ? { access_token: 't', expires_in: 100 } : true),
    );
    const bad = await scriptedServer((_received, response) => json(response, 403, { secret: 'no' }));
    const connection = (base_url: string) => ({
      protocol: 'rest',
      connection: { base_url, client_id: 'id', client_secret: 's', learner_id_key: 'k'.repeat(32) },
    });
    const VENDORS = JSON.stringify({ software_secure: {}, good: connection(good.url), bad: connection(bad.url) });
    const running = startCommand({ VENDORS });
    await onStack(await readyUrl(running), async () => {
      const { status, body } = await request('POST', `${V1}/retire_backend_user/7/`);
      expect([status, body]).toEqual([200, { good: true, bad: false }]);
    });
    running.child.kill('SIGTERM');
    await running.exit;
    expect(good.received.map(({ method }) => method)).toContain('DELETE');
    expect(running.stdout()).toMatch(/"message":"vendor failed".*"vendor":"bad"/);
    await Promise.all([good.close(), bad.close()]);
  });
});
