import { describe, expect, it } from 'vitest';
import { actorFor, backendsOf, requireVendorOrGlobalStaff } from '../../src/domain/vendors/vendorTokens.ts';
import { aCaller } from '../support/builders.ts';
import { problemOf } from '../support/problemOf.ts';

describe('a vendor’s token', () => {
  const vendor = aCaller({ userId: 5, groups: ['software_secure_review', 'reviewers', 'rest_review'] });

  it('speaks for the backends of its groups that end in _review', () => {
    expect(backendsOf(vendor)).toEqual(['software_secure', 'rest']);
    expect(actorFor(vendor, 'rest')).toEqual({ role: 'vendor', userId: 5 });
    expect(actorFor(vendor, 'examus')).toBeUndefined();
  });

  it('global staff speak for any backend, as staff', () => {
    expect(actorFor(aCaller({ userId: 900, isStaff: true }), 'rest')).toEqual({ role: 'staff', userId: 900 });
    expect(actorFor({ ...vendor, isStaff: true }, 'rest')).toEqual({ role: 'vendor', userId: 5 });
  });

  it('and global staff may learn whether an attempt exists; nobody else', () => {
    expect(() => requireVendorOrGlobalStaff(vendor)).not.toThrow();
    expect(() => requireVendorOrGlobalStaff(aCaller({ isStaff: true }))).not.toThrow();
    expect(problemOf(() => requireVendorOrGlobalStaff(aCaller({ groups: ['reviewers'] }))).code).toBe('forbidden');
  });
});
