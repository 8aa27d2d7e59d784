import { beforeAll, describe, expect, it } from 'vitest';
import { laterBy } from '../../../src/domain/time.ts';
import { NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS } from '../../support/implementations.ts';
import type { StoragePorts } from '../../support/ports.ts';

const CONFIG = {
  name: 'Vendor',
  downloadUrl: 'https://vendor.example/app',
  rules: { allow_notes: 'Notes are allowed' },
  instructions: ['Install it.', 'Run it.'],
};

describe.each(IMPLEMENTATIONS)('configurations of vendors $name', ({ open }) => {
  let vendorConfigs: StoragePorts['vendorConfigs'];
  beforeAll(async () => {
    ({ vendorConfigs } = (await open()).ports);
  });

  it('are unknown until they are saved, and stay when they are to be fetched again', async () => {
    expect(await vendorConfigs.read('proctortrack')).toBeUndefined();
    const claim = (now: string) => vendorConfigs.claimFetch('proctortrack', { now, dueBefore: laterBy(now, -600) });
    expect(await Promise.all([claim(NOW), claim(NOW), claim(NOW)])).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect(await vendorConfigs.read('proctortrack')).toBeUndefined();
    await vendorConfigs.save('proctortrack', CONFIG, NOW);
    expect(await claim(laterBy(NOW, 599))).toBe(false);
    expect(await claim(laterBy(NOW, 600))).toBe(true);
    expect(await vendorConfigs.read('proctortrack')).toEqual(CONFIG);
  });

  it('are fetched again although the last fetch has a time in the future', async () => {
    const claim = (now: string) => vendorConfigs.claimFetch('proctortrack_3', { now, dueBefore: laterBy(now, -600) });
    expect(await claim(laterBy(NOW, 3600))).toBe(true);
    expect(await claim(NOW)).toBe(true);
    expect(await claim(laterBy(NOW, 599))).toBe(false);
  });

  it('have only the members that the vendor names', async () => {
    await vendorConfigs.save('proctortrack_2', { name: 'Other' }, NOW);
    expect(await vendorConfigs.read('proctortrack_2')).toEqual({ name: 'Other' });
  });
});
