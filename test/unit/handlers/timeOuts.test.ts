import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { closeTimedOut } from '../../../src/usecases/schedule/closeTimedOut.ts';
import { toContext } from '../../support/bundledService/context.mjs';
import { HANDLER_SETTINGS } from '../../support/handlerSettings.ts';
import { stubSettings } from '../../support/stubSettings.ts';

const { run } = vi.hoisted(() => ({ run: vi.fn<typeof closeTimedOut>() }));
vi.mock('../../../src/usecases/schedule/closeTimedOut.ts', () => ({ closeTimedOut: run }));

afterEach(() => vi.unstubAllEnvs());

/** By some 800 writes a second, in the minute of a run. */
const CLOSED_IN_A_MINUTE = 48_000;

describe('a run of the schedule', () => {
  it('closes as many attempts as its time permits, of its share of the buckets', async () => {
    stubSettings({ ...HANDLER_SETTINGS, LOG_LEVEL: 'SILENT' });
    run.mockResolvedValue({} as Awaited<ReturnType<typeof closeTimedOut>>);
    const { handler } = await import('../../../src/handlers/timeOuts.ts');
    await handler({ share: 1, of: 8 }, toContext('timeOuts', 60) as Context);
    const [{ schedule }, { maxAttempts, hasTime }] = run.mock.lastCall ?? expect.fail('nothing ran');
    expect(schedule.buckets).toEqual([1, 9, 17, 25, 33, 41]);
    expect(maxAttempts).toBeGreaterThan(CLOSED_IN_A_MINUTE);
    expect(hasTime()).toBe(true);
    await handler({ share: 1, of: 8 }, toContext('timeOuts', 9) as Context);
    expect(run.mock.lastCall?.[1].hasTime()).toBe(false);
  });
});
