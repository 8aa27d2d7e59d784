import { describe, expect, it } from 'vitest';
import { NO_SOFTWARE, offersSoftware, stepsOf } from '../../src/domain/vendors/attemptSoftware.ts';

describe('the software of a vendor', () => {
  it('has its instructions as steps', () => {
    expect(stepsOf({ vendorInstructions: 'Install it.\nStart it.' })).toEqual(['Install it.', 'Start it.']);
    expect(stepsOf(NO_SOFTWARE)).toEqual([]);
  });

  it.each([
    ['created', true],
    ['download_software_clicked', true],
    ['ready_to_start', false],
    ['started', false],
  ] as const)('is offered to an attempt that is %s: %s', (status, isOffered) => {
    expect(offersSoftware(status)).toBe(isOffered);
  });
});
