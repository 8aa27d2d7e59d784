import { expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { isFinalRejection, vendorFailed } from '../../src/domain/vendors/vendor.ts';

it.each([
  ['refused', 400, true],
  ['refused', 404, true],
  ['refused', 401, false],
  ['refused', 403, false],
  ['refused', 408, false],
  ['refused', 429, false],
  ['refused', 500, false],
  ['malformed_response', 400, false],
  ['refused', undefined, false],
  ['unreachable', undefined, false],
  ['timed_out', undefined, false],
  ['not_addressable', undefined, true],
] as const)('%s with the status %s is final: %s', (fault, vendorStatus, isFinal) => {
  expect(isFinalRejection(vendorFailed('v', fault, vendorStatus === undefined ? {} : { vendorStatus }))).toBe(isFinal);
});

it('an unconfigured backend is final, other errors are not', () => {
  expect(isFinalRejection(new DomainError('backend_not_configured', 'x'))).toBe(true);
  const logged = { fault: 'refused', vendorStatus: 404 };
  expect(isFinalRejection(new DomainError('vendor_failed', 'x', { logged }))).toBe(false);
  expect(isFinalRejection(new Error('x'))).toBe(false);
});

it('a fault is logged with the vendor, and nothing of its answer goes to the caller', () => {
  expect(vendorFailed('rest', 'timed_out', { tries: 3 })).toMatchObject({
    code: 'vendor_failed',
    message: 'The proctoring vendor "rest" is unavailable. Try again later.',
    logged: { vendor: 'rest', fault: 'timed_out', tries: 3 },
  });
});

it('a retry is not recommended after a final rejection', () => {
  expect(vendorFailed('rest', 'refused', { vendorStatus: 404 }).message).toBe(
    'The proctoring vendor "rest" rejected the request. Contact support.',
  );
});
