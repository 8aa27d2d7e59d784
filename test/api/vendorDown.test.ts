import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { choosePorts } from '../../cli/ports.ts';
import { serviceSettings } from '../../simulator/serviceSettings.ts';
import { startVendor } from '../../simulator/startVendor.ts';
import { createAsLearner, newExam, request } from '../support/api.ts';
import { controlOf } from '../support/simulator.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';

/** A vendor that cannot be reached until a test starts it. */
const [port = 0] = await choosePorts([{ port: 0, variable: 'VENDOR_PORT' }]);
const { VENDORS = '' } = serviceSettings({ vendorUrl: `http://127.0.0.1:${port}`, serviceUrl: 'http://127.0.0.1' });
const gateway = useVendorGateway({ VENDORS });

async function startTheVendor() {
  const vendor = await startVendor({ port, serviceUrl: gateway.url, plan: { verdict: null } });
  onTestFinished(vendor.stop);
  return vendor;
}

const PUBLISHED = {
  name: 'Simulated vendor',
  rules: { allow_notes: 'Notes are allowed' },
  instructions: ['Start the simulated browser.'],
  download_url: 'https://vendor.example/download',
};

async function settingsOf(examId: number) {
  return (await request('GET', `/api/edx_proctoring/v1/proctored_exam/settings/exam_id/${examId}/`, { as: { id: 7 } }))
    .body.exam_proctoring_backend;
}

// A function fetches the configuration once in ten minutes, within seconds: one that a busy machine kept waiting has none until then.
describe('the settings of an exam', { retry: 2 }, () => {
  beforeEach(async ({ task }) => {
    if (task.result?.retryCount) await gateway.restart();
  });

  it('have what its REST vendor publishes, also while the vendor is down; PSI publishes nothing', async () => {
    const vendor = await startTheVendor();
    const [rest, psi] = [await newExam({ backend: 'proctortrack' }), await newExam()];
    await gateway.settled();
    expect(await settingsOf(rest)).toEqual(PUBLISHED);
    expect(await settingsOf(psi)).toEqual({});
    await vendor.stop();
    expect(await settingsOf(rest)).toEqual(PUBLISHED);
    const timed = await newExam({ backend: 'proctortrack', is_proctored: false });
    expect(await settingsOf(timed)).toEqual({});
  });
});

describe('a learner’s attempt at a vendor', () => {
  it('that nobody reaches: 502; the same learner tries again when it is back', async () => {
    const { answer, again } = await createAsLearner(await newExam());
    expect(answer.status).toBe(502);
    await startTheVendor();
    expect((await again()).status).toBe(200);
  });
});

describe('a REST vendor that revokes its tokens', () => {
  it('gets the rejected registration again, with a new token', async () => {
    const vendor = await startTheVendor();
    const exam_id = await newExam({ backend: 'proctortrack' });
    expect((await createAsLearner(exam_id)).answer.status).toBe(200);
    // No notification meets the revocation first.
    await gateway.settled();
    const earlierCalls = vendor.log().length;
    await controlOf(vendor.url).post('revoke-tokens');
    expect((await createAsLearner(exam_id)).answer.status).toBe(200);
    const registrations = vendor
      .log()
      .slice(earlierCalls)
      .filter(({ what: callName }) => callName === 'registration');
    expect(registrations.map(({ status }) => status)).toEqual([401, 200]);
  });
});
