import { describe, expect, it } from 'vitest';
import { VENDOR } from '../../src/domain/actors.ts';
import { NO_PAUSES } from '../../src/domain/exams/pauses.ts';
import { reviewChange, verdictOn } from '../../src/domain/reviews/verdict.ts';
import { anAttempt, NOW } from '../support/builders.ts';

const SECOND = 'second_review_required';
const proctored = { createdPractice: false, isSampleAttempt: false };
const practice = { createdPractice: true, isSampleAttempt: false };

describe('a review that requires a second one', () => {
  it('sets second_review_required if outcomes are not final', () => {
    expect(verdictOn(practice, SECOND, { isSecondReview: true }, undefined)).toBe(SECOND);
  });

  it('rejects if outcomes are final: as a second review, and as that of an onboarding attempt', () => {
    const plain = { supportsOnboarding: false };
    const onboarding = { supportsOnboarding: true };
    expect(verdictOn(proctored, SECOND, { isSecondReview: true }, plain)).toBe('rejected');
    expect(verdictOn(proctored, SECOND, {}, plain)).toBe(SECOND);
    expect(verdictOn(practice, SECOND, {}, plain)).toBe(SECOND);
    expect(verdictOn(practice, SECOND, {}, onboarding)).toBe('rejected');
    expect(verdictOn(proctored, SECOND, {}, onboarding)).toBe(SECOND);
    expect(verdictOn({ createdPractice: null, isSampleAttempt: true }, SECOND, {}, onboarding)).toBe('rejected');
    expect(verdictOn({ createdPractice: false, isSampleAttempt: true }, SECOND, {}, onboarding)).toBe(SECOND);
  });

  it('any other outcome is unchanged', () => {
    for (const outcome of ['verified', 'rejected', 'error', 'submitted'] as const) {
      expect(verdictOn(practice, outcome, { isSecondReview: true }, { supportsOnboarding: true })).toBe(outcome);
    }
  });
});

describe('the verdict error', () => {
  it('stores no remaining time if a start would set the whole time', () => {
    const read = { attempt: anAttempt({ startedAt: null }), pauses: NO_PAUSES };
    const { set } = reviewChange('error', read, { now: NOW, by: VENDOR });
    expect(set).toEqual({
      ...{ isResumable: true, status: 'error', modifiedAt: NOW },
      lastChange: { by: VENDOR, reason: null },
    });
  });
});
