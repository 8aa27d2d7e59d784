import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatMoment,
  formatPosition,
  formatUtc,
  takenSeconds,
  viewerZone,
} from '../../../src/staff/time.ts';

const SUMMER = '2026-07-01T23:30:12.345Z';

describe('times', () => {
  it.each([
    ['Europe/Berlin', '2 Jul 2026, 01:30'],
    ['America/New_York', '1 Jul 2026, 19:30'],
    ['Asia/Kathmandu', '2 Jul 2026, 05:15'],
    ['UTC', '1 Jul 2026, 23:30'],
  ])('in %s', (zone, text) => {
    expect(formatMoment(SUMMER, zone, 'en-GB')).toBe(text);
  });

  it('follow the change to winter time', () => {
    const moments = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'];
    expect(moments.map(moment => formatMoment(moment, 'Europe/Berlin', 'en-GB'))).toEqual([
      '25 Oct 2026, 02:30',
      '25 Oct 2026, 02:30',
    ]);
    expect(moments.map(formatUtc)).toEqual(['2026-10-25 00:30:00 UTC', '2026-10-25 01:30:00 UTC']);
  });

  it('have midnight as 00:00', () => {
    expect(formatMoment('2026-07-01T00:00:00.000Z', 'UTC', 'en-US')).toContain('00:00');
  });

  it('the zone has a name', () => {
    expect(viewerZone()).toMatch(/\w/);
  });
});

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [-5, '0 s'],
  ])('%d s: %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [0, '0:00:00'],
    [247.9, '0:04:07'],
    [36_005, '10:00:05'],
    [-1, '0:00:00'],
  ])('position %d s: %s', (seconds, text) => {
    expect(formatPosition(seconds)).toBe(text);
  });

  it('of an attempt are known once it is completed', () => {
    expect(takenSeconds('2026-07-01T10:00:00.000Z', '2026-07-01T10:30:30.000Z')).toBe(1830);
    expect(takenSeconds(null, SUMMER)).toBeNull();
    expect(takenSeconds(SUMMER, null)).toBeNull();
  });
});
