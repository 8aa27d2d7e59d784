import { describe, expect, it } from 'vitest';
import { reviewEndpointOf } from '../../operations/exams/reviewEndpoint.ts';
import { readVendorSettings } from '../../src/config/vendors.ts';

const vendors = readVendorSettings({
  VENDORS: JSON.stringify({
    psi: { protocol: 'software_secure' },
    second_psi: { protocol: 'software_secure' },
    proctortrack: { protocol: 'rest' },
    examus: {},
    trial: { protocol: 'mock' },
  }),
});

describe('npm run check:exams', () => {
  it.each([
    ['psi', '/proctoring_review_callback/'],
    ['second_psi', '/vendors/second_psi/review'],
    ['proctortrack', '/attempt/{external_id}/reviewed'],
    ['examus', '/vendors/examus/review'],
    ['trial', null],
    ['mistyped', null],
  ])('reviews of exams of %s are accepted at %s', (backend, endpoint) => {
    expect(reviewEndpointOf({ backend }, vendors, 'psi')).toEqual({ backend, endpoint });
  });

  it('an exam without a backend has the default one', () => {
    expect(reviewEndpointOf({ backend: null }, vendors, 'examus')).toEqual({
      backend: 'examus',
      endpoint: '/vendors/examus/review',
    });
  });
});
