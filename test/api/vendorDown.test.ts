import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { choosePorts } from '../../cli/ports.ts';
import { serviceSettings } from '../../simulator/serviceSettings.ts';
import { startVendor } from '../../simulator/startVendor.ts';
import { createAsLearner, newExam, request } from '../support/api.ts';
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
