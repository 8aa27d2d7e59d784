import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { vendorFailed } from '../../src/domain/vendors/vendor.ts';
import type { VendorConfig } from '../../src/domain/vendors/vendorConfig.ts';
import { readShownBackend } from '../../src/usecases/exams/shownBackend.ts';
import { createConfigFetch } from '../../src/usecases/vendors/fetchVendorConfigs.ts';
import { anExam, NOW } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { aVendor, vendorsOf } from '../support/vendors.ts';

/** A function that fetches, at a time that the test sets. */
function aFunction(readConfig: (() => Promise<VendorConfig>) | undefined, stores = inMemoryStores()) {
  const failures: [vendor: string, error: unknown][] = [];
  const state = { now: NOW };
  const vendor = { ...aVendor().vendor, name: 'proctortrack', ...(readConfig && { readConfig }) };
  const ports = {
    ...stores.ports,
    vendors: vendorsOf(vendor),
    clock: () => state.now,
    onFailure: (name: string, error: unknown) => failures.push([name, error]),
  };
  const known = () => stores.ports.vendorConfigs.read('proctortrack');
  return { fetch: createConfigFetch(ports), state, failures, known, stores };
}

describe('the configuration of a vendor', () => {
  it('is fetched once in ten minutes, by one of several functions', async () => {
    let fetched = 0;
    const readConfig = async () => ({ name: `Version ${++fetched}` });
    const stores = inMemoryStores();
    const [first, second] = [aFunction(readConfig, stores), aFunction(readConfig, stores)];
    await Promise.all([first.fetch(), second.fetch(), first.fetch()]);
    expect([fetched, await first.known()]).toEqual([1, { name: 'Version 1' }]);
    for (const [seconds, count] of [
      [599, 1],
      [600, 2],
      [601, 2],
    ] as const) {
      first.state.now = second.state.now = laterBy(NOW, seconds);
      await first.fetch();
      await second.fetch();
      expect([seconds, fetched]).toEqual([seconds, count]);
    }
    expect(await first.known()).toEqual({ name: 'Version 2' });
  });

  it('is claimed once in ten minutes by each function', async () => {
    const stores = inMemoryStores();
    const { claimFetch } = stores.ports.vendorConfigs;
    let claims = 0;
    stores.ports.vendorConfigs.claimFetch = (...args) => {
      claims++;
      return claimFetch(...args);
    };
    const { fetch, state } = aFunction(async () => ({ name: 'Known' }), stores);
    for (const seconds of [0, 599, 600]) {
      state.now = laterBy(NOW, seconds);
      await fetch();
    }
    expect(claims).toBe(2);
  });

  it('is the last fetched one while the vendor fails; the failure is reported', async () => {
    let isDown = false;
    const { fetch, state, failures, known } = aFunction(async () => {
      if (isDown) throw vendorFailed('proctortrack', 'timed_out');
      return { name: 'Known' };
    });
    await fetch();
    isDown = true;
    state.now = laterBy(NOW, 600);
    await fetch();
    expect(await known()).toEqual({ name: 'Known' });
    expect(failures).toEqual([['proctortrack', expect.objectContaining({ code: 'vendor_failed' })]]);
  });

  it('is not fetched from vendors that publish none', async () => {
    const { fetch, stores } = aFunction(undefined);
    await fetch();
    expect(stores.database.vendorConfigs.size).toBe(0);
  });
});

describe('the backend shown with an exam', () => {
  const { ports } = inMemoryStores();
  const byName = new Map([...ports.backends.byName, ['proctortrack', ports.backends.byName.get('software_secure')]]);
  const backends = { ...ports.backends, byName: byName as typeof ports.backends.byName };
  const backendOf = (exam: Parameters<typeof anExam>[0]) => readShownBackend({ ...ports, backends }, anExam(exam));
  const shown = async (exam: Parameters<typeof anExam>[0]) => (await backendOf(exam))?.config;

  it('has the stored configuration of the vendor, for a proctored exam only', async () => {
    expect(await shown({ backend: 'proctortrack' })).toEqual({});
    await ports.vendorConfigs.save('proctortrack', { instructions: ['Install.'] }, NOW);
    expect(await shown({ backend: 'proctortrack' })).toEqual({ instructions: ['Install.'] });
    expect(await shown({ backend: 'proctortrack', isProctored: false })).toEqual({});
    expect(await shown({ backend: null })).toEqual({});
  });

  it('has the contact for complaints that its course has chosen with this backend', async () => {
    const config = { backend: 'proctortrack', escalationEmail: 'own@example.edu' };
    const contactOf = async (backend: string) => (await backendOf({ backend }))?.proctoringEscalationEmail;
    const [before, other] = [await contactOf('proctortrack'), await contactOf('software_secure')];
    await ports.courseConfigs.save(anExam().courseId, config, { by: { role: 'staff', userId: 1 }, at: NOW });
    expect([before, await contactOf('proctortrack')]).toEqual([other, 'own@example.edu']);
    expect(await contactOf('software_secure')).toBe(other);
  });
});
