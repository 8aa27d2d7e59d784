import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptImage, toArchivedChange } from '../../src/domain/archive/archivedChange.ts';

const learner = { by: { role: 'learner', userId: 7 }, reason: null } as const;
const image = (overrides: Partial<AttemptImage> = {}): AttemptImage => ({
  status: 'created',
  version: 1,
  modifiedAt: '2026-11-02T09:40:12.000Z',
  lastChange: learner,
  ...overrides,
});

describe('the archive', () => {
  it('ignores a creation', () => {
    expect(toArchivedChange(undefined, image())).toBeUndefined();
  });

  it('ignores a change that keeps the status', () => {
    expect(toArchivedChange(image(), image({ version: 2 }))).toBeUndefined();
  });

  it('has a status change, with new status, time, actor and reason', () => {
    const after = image({ status: 'started', version: 2, lastChange: { ...learner, reason: 'retake' } });
    expect(toArchivedChange(image(), after)).toEqual({
      change: 'status_changed',
      toStatus: 'started',
      changedAt: after.modifiedAt,
      by: { role: 'learner', userId: 7 },
      reason: 'retake',
    });
  });

  it.each([
    { role: 'vendor', userId: null },
    { role: 'staff', userId: 43 },
  ] as const)('has $role as the author of a change by their review, which raises the version by two', by => {
    const after = image({ status: 'verified', version: 3, lastChange: { by, reason: null } });
    expect(toArchivedChange(image(), after)).toMatchObject({ changedAt: after.modifiedAt, by });
  });

  it.each([
    { role: 'vendor', userId: null },
    { role: 'staff', userId: 43 },
  ] as const)('has no author for a manual edit that raises the version by two after a change by $role', by => {
    const before = image({ lastChange: { by, reason: 'late' } });
    const after = { ...before, status: 'verified', version: 3 };
    expect(toArchivedChange(before, after)).toMatchObject({ by: { role: 'unknown' }, changedAt: null, reason: null });
    for (const review of [
      { ...after, modifiedAt: '2026-11-02T09:41:00.000Z' },
      { ...after, lastChange: { by, reason: null } },
      { ...after, lastChange: { by: { ...by, userId: 44 }, reason: 'late' } },
    ]) {
      expect(toArchivedChange(before, review)).toMatchObject({ by: { role: by.role } });
    }
  });

  it.each([
    ['a learner, who writes no review', image({ version: 3, lastChange: { ...learner, reason: 'late' } })],
    [
      'the vendor, but by three',
      image({ version: 4, lastChange: { by: { role: 'vendor', userId: null }, reason: null } }),
    ],
    ['nobody any more', image({ version: 3, lastChange: null, modifiedAt: '2026-11-02T09:41:00.000Z' })],
  ])('has no author for an edit that raises the version after a change by %s', (_case, edited) => {
    const after = { ...edited, status: 'verified' };
    expect(toArchivedChange(image(), after)).toMatchObject({ by: { role: 'unknown' }, changedAt: null });
  });

  it('has the author of a review of an attempt that named none', () => {
    const by = { role: 'vendor', userId: null } as const;
    const after = image({ status: 'verified', version: 3, lastChange: { by, reason: null } });
    expect(toArchivedChange(image({ lastChange: null }), after)).toMatchObject({ by, changedAt: after.modifiedAt });
  });

  it('has the author of a review by staff after one by the vendor at the same instant', () => {
    const before = image({ lastChange: { by: { role: 'vendor', userId: null }, reason: null } });
    const by = { role: 'staff', userId: null } as const;
    const after = { ...before, status: 'verified', version: 3, lastChange: { by, reason: null } };
    expect(toArchivedChange(before, after)).toMatchObject({ by });
  });

  it('has a removal', () => {
    expect(toArchivedChange(image(), undefined)).toMatchObject({ change: 'removed', toStatus: null });
  });

  it.each([
    ['that does not count the version up', image({ status: 'verified' })],
    ['that raises the version by two', image({ status: 'verified', version: 3 })],
    ['on an item that says nothing of itself', image({ status: 'verified', version: 0, lastChange: null })],
    ['that takes the status away', image({ status: null })],
  ])('has a manual change %s, by an unknown actor', (_case, after) => {
    expect(toArchivedChange(image(), after)).toMatchObject({
      change: 'status_changed',
      toStatus: after.status,
      changedAt: null,
      by: { role: 'unknown' },
    });
  });

  it('has exactly one entry for every status change or removal of any attempt', () => {
    const states = fc.array(fc.record({ status: fc.constantFrom('created', 'started', 'submitted', null) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(states, fc.boolean(), (states, removed) => {
        const images = [
          undefined,
          ...states.map((state, index) => image({ ...state, version: index })),
          ...(removed ? [undefined] : []),
        ];
        const entries = images.slice(1).filter((after, index) => toArchivedChange(images[index], after));
        const changes = states.filter((state, index) => index > 0 && state.status !== states[index - 1]?.status).length;
        expect(entries.length).toBe(changes + (removed ? 1 : 0));
      }),
    );
  });
});
