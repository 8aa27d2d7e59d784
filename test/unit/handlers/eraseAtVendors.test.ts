import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { STAFF_PERSON, tokenOf } from '../../support/api.ts';
import { toAnswer, toEvent } from '../../support/bundledService/event.ts';
import { HANDLER_SETTINGS } from '../../support/handlerSettings.ts';
import { json, scriptedServer } from '../../support/scriptedServer.ts';
import { stubSettings } from '../../support/stubSettings.ts';

const lines: Record<string, unknown>[] = [];
vi.mock('../../../src/platform/log.ts', () => {
  const write = (message: string, fields: object) => lines.push({ message, ...fields });
  return { log: { info: write, error: write } };
});

afterEach(() => vi.unstubAllEnvs());

describe('requesting erasure at the vendors', () => {
  it('calls each vendor that supports it, also after a failure, which is logged', async () => {
    const available = await scriptedServer(({ url }, response) =>
      json(response, 200, url.includes('access_token') ? { access_token: 't', expires_in: 100 } : true),
    );
    const failing = await scriptedServer((_received, response) => json(response, 403, { secret: 'no' }));
    const connection = (base_url: string) => ({
      protocol: 'rest',
      connection: { base_url, client_id: 'id', client_secret: 's', learner_id_key: 'k'.repeat(32) },
    });
    const VENDORS = JSON.stringify({
      software_secure: {},
      good: connection(available.url),
      bad: connection(failing.url),
    });
    stubSettings({ ...HANDLER_SETTINGS, VENDORS });
    const { handler } = await import('../../../src/handlers/privacy.ts');
    const path = '/api/edx_proctoring/v1/retire_backend_user/7/';
    const event = toEvent({ method: 'POST', path, token: await tokenOf(STAFF_PERSON) });
    expect(toAnswer(await handler(event, { awsRequestId: 'r' } as Context))).toMatchObject({
      status: 200,
      json: { good: true, bad: false },
    });
    expect(available.received.map(({ method }) => method)).toContain('DELETE');
    expect(lines).toContainEqual(expect.objectContaining({ message: 'vendor failed', vendor: 'bad' }));
    expect(JSON.stringify(lines)).not.toContain('secret');
    await Promise.all([available.close(), failing.close()]);
  });
});
