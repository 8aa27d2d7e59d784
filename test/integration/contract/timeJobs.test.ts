import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TimeJob } from '../../../src/domain/allowances/timeJob.ts';
import { eraseLearner } from '../../../src/usecases/privacy/eraseLearner.ts';
import { anAllowance, NOW, newLearnerId, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

describe.each(IMPLEMENTATIONS)('jobs that grant time $name', ({ open }) => {
  let ports: Implementation['ports'];
  beforeAll(async () => {
    ({ ports } = await open());
  });

  const aJob = (overrides: Partial<TimeJob> = {}): TimeJob => ({
    ...{
      examId: randomInt(1, 2 ** 47),
      jobId: 'job-1',
      minutes: 10,
      reason: 'fire alarm',
      userIds: null,
      createdAt: NOW,
    },
    inProgressOnly: true,
    ...{ by: { role: 'staff', userId: 7 }, isErased: false, excludedUserId: 7, passes: 0, cursor: null },
    ...overrides,
  });
  const isPending = async ({ examId }: TimeJob) =>
    (await ports.timeJobs.pending()).some(pending => pending.examId === examId && pending.jobId === 'job-1');

  it('are stored once for each key, with every field', async () => {
    const job = aJob();
    expect(await ports.timeJobs.create(job)).toEqual(job);
    expect(await ports.timeJobs.create({ ...job, minutes: 20 })).toEqual(job);
    expect(await ports.timeJobs.read(job.examId, job.jobId)).toEqual(job);
    expect(await ports.timeJobs.read(job.examId, 'another')).toBeUndefined();
    const bare = aJob({ reason: null, userIds: [7, 9], inProgressOnly: false, excludedUserId: null });
    await ports.timeJobs.create(bare);
    expect(await ports.timeJobs.read(bare.examId, bare.jobId)).toEqual(bare);
  });

  it('are pending until their last pass; of two runs one records its progress', async () => {
    const job = aJob();
    await ports.timeJobs.create(job);
    await expect.poll(() => isPending(job)).toBe(true);
    const steps = [
      { passes: 0, cursor: 'x' },
      { passes: 1, cursor: null },
      { passes: 1, cursor: 'y' },
      { passes: 2, cursor: null },
    ];
    let before = job;
    for (const step of steps) {
      expect(await ports.timeJobs.recordProgress(before, step)).toBe(true);
      expect(await ports.timeJobs.recordProgress(before, step)).toBe(false);
      before = { ...before, ...step };
      expect(await ports.timeJobs.read(job.examId, job.jobId)).toEqual(before);
    }
    await expect.poll(() => isPending(job)).toBe(false);
  });

  it('that name a learner lose their reason by the erasure of that learner, also without an attempt or an allowance', async () => {
    const [learner, other] = [newLearnerId(), newLearnerId()];
    const named = aJob({ userIds: [learner, other] });
    const ofOther = aJob({ examId: named.examId, jobId: 'job-2', userIds: [other] });
    const ofAll = aJob({ examId: named.examId, jobId: 'job-3' });
    for (const job of [named, ofOther, ofAll]) await ports.timeJobs.create(job);
    const eraseNow = () => eraseLearner(ports, STAFF, learner);
    await expect
      .poll(async () => {
        await eraseNow();
        return ports.timeJobs.read(named.examId, named.jobId);
      })
      .toEqual({ ...named, reason: null, isErased: true });
    expect(await ports.timeJobs.create(named)).toEqual({ ...named, reason: null, isErased: true });
    for (const job of [ofOther, ofAll]) expect(await ports.timeJobs.read(job.examId, job.jobId)).toEqual(job);
    const late = aJob({ userIds: [learner] });
    expect(await ports.timeJobs.create(late)).toEqual({ ...late, reason: null, isErased: true });
    expect(await ports.timeJobs.read(late.examId, late.jobId)).toMatchObject({ reason: null });
  });

  it('grant to each learner once', async () => {
    const job = aJob();
    const first = anAllowance({ examId: job.examId });
    expect(await ports.allowances.replace(undefined, first, undefined, job)).toBe(true);
    const second = { ...first, value: '99', version: first.version + 1 };
    expect(await ports.allowances.replace(first, second, undefined, job)).toBe(true);
    expect(await ports.allowances.read(job.examId, first.user.id, first.key)).toEqual(first);
    expect(await ports.timeJobs.countGranted(job.examId, job.jobId)).toBe(1);
    expect(await ports.timeJobs.countGranted(job.examId, 'job')).toBe(0);
    expect(await ports.timeJobs.grantedTo(job.examId, job.jobId)).toEqual([first.user.id]);
    expect(await ports.timeJobs.grantedTo(job.examId, 'job')).toEqual([]);
    expect(await ports.allowances.replace(first, second, undefined, { ...job, jobId: 'job-2' })).toBe(true);
    expect(await ports.allowances.read(job.examId, first.user.id, first.key)).toEqual(second);
  });
});
