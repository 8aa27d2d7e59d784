import { describe, expect, it } from 'vitest';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { withShownSoftware } from '../../src/usecases/attempts/shownSoftware.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { aBackend, aCaller, anAttempt, anExam, NOW, newLearnerId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';
import { aVendor } from '../support/vendors.ts';

const SOFTWARE = { downloadUrl: 'https://vendor.example/app?token=secret', vendorInstructions: 'Install it.\nRun it.' };
const NONE = { downloadUrl: null, vendorInstructions: null };

describe('the software that a vendor names for an attempt', () => {
  const create = async (answer: object, request: object = {}) => {
    const stores = inMemoryStores();
    const { vendors } = aVendor(async () => answer);
    const learner = aCaller({ userId: newLearnerId() });
    const examId = await storedExam(stores);
    const { attemptId } = await createAttempt({ ...stores.ports, vendors }, learner, {
      ...{ examId, startClock: false, attemptProctored: true },
      ...request,
    });
    return { stores, learner, attemptId, read: () => stores.ports.attempts.read(attemptId) };
  };

  it.each([
    ['is stored with it', { software: SOFTWARE }, {}, SOFTWARE],
    ['may be none', {}, {}, NONE],
    [
      'is not stored with one whose learner has to be onboarded',
      { software: SOFTWARE, onboarding: 'onboarding_missing' },
      {},
      NONE,
    ],
    ['is not stored with one that is started at once', { software: SOFTWARE }, { startClock: true }, NONE],
  ])('%s', async (_case, answer, request, expected) => {
    expect(await (await create(answer, request)).read()).toMatchObject(expected);
  });

  it('stays until the start', async () => {
    const { stores, learner, attemptId, read } = await create({ software: SOFTWARE });
    await actOnAttempt(stores.ports, learner, attemptId, 'click_download_software');
    expect(await read()).toMatchObject(SOFTWARE);
    await actOnAttempt(stores.ports, learner, attemptId, 'start');
    expect(await read()).toMatchObject(NONE);
  });

  it('is erased with the learner', async () => {
    const { stores, learner, read } = await create({ software: SOFTWARE });
    await eraseLearner(stores.ports, STAFF, learner.userId);
    expect(await read()).toMatchObject(NONE);
  });
});

describe('the address of the software', () => {
  const shown = async (attempt: object, { setting, vendor }: { setting?: string; vendor?: string }) => {
    const { ports } = inMemoryStores();
    const backend = aBackend({ config: setting ? { download_url: setting } : {} });
    const backends = { defaultName: 'proctortrack', byName: new Map([['proctortrack', backend]]) };
    if (vendor) await ports.vendorConfigs.save('proctortrack', { downloadUrl: vendor }, NOW);
    const exam = anExam({ backend: 'proctortrack' });
    return (await withShownSoftware({ ...ports, backends }, anAttempt(attempt), exam)).downloadUrl;
  };

  it.each([
    ['of the attempt', { downloadUrl: 'https://a.example' }, { vendor: 'https://v.example' }, 'https://a.example'],
    ['of the vendor', {}, { vendor: 'https://v.example' }, 'https://v.example'],
    [
      'of the settings, which win',
      {},
      { setting: 'https://s.example', vendor: 'https://v.example' },
      'https://s.example',
    ],
    ['of the settings', {}, { setting: 'https://s.example' }, 'https://s.example'],
    ['none', {}, {}, null],
    ['none once it is installed', { status: 'ready_to_start' }, { vendor: 'https://v.example' }, null],
    ['none for an attempt that is not proctored', { createdProctored: false }, { vendor: 'https://v.example' }, null],
  ])('is that %s', async (_case, attempt, known, expected) => {
    expect(await shown(attempt, known)).toBe(expected);
  });
});
