import { describe, expect, it } from 'vitest';
import {
  ATTEMPT_STATUSES,
  BEFORE_START,
  COMPLETED,
  IN_PROGRESS,
  INCOMPLETE,
} from '../../src/domain/attempts/status.ts';
import { TRANSITIONS } from '../../src/domain/attempts/transitions.ts';
import { INBOUND } from '../../src/vendors/registry.ts';

const CLASSES = {
  beforeStart: ['created', 'download_software_clicked', 'ready_to_start', 'eligible'],
  inProgress: ['started', 'ready_to_submit'],
  completed: [
    ...['declined', 'timed_out', 'submitted', 'second_review_required', 'verified', 'rejected', 'error'],
    ...['onboarding_missing', 'onboarding_pending', 'onboarding_failed', 'onboarding_expired'],
  ],
  inactive: ['onboarding_reset', 'expired'],
};

describe('the statuses of an attempt', () => {
  it('are in four classes', () => {
    expect({ beforeStart: BEFORE_START, inProgress: IN_PROGRESS, completed: COMPLETED }).toEqual({
      ...{ beforeStart: CLASSES.beforeStart, inProgress: CLASSES.inProgress, completed: CLASSES.completed },
    });
    expect(INCOMPLETE).toEqual([...CLASSES.beforeStart, ...CLASSES.inProgress]);
    expect([...ATTEMPT_STATUSES].sort()).toEqual(Object.values(CLASSES).flat().sort());
  });

  it('do not become eligible, which only old data has', () => {
    const tables = Object.values(INBOUND).flatMap(({ outcomes }) => Object.values(outcomes));
    const outcomes = tables.flatMap(table => Object.values(table));
    expect([...TRANSITIONS.map(({ to }) => to), ...outcomes]).not.toContain('eligible');
  });
});
