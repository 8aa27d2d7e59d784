import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { laterBy } from '../../src/domain/time.ts';
import { acknowledgeStatus } from '../../src/usecases/attempts/acknowledgeStatus.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { launchAttempt, markReady } from '../../src/usecases/attempts/vendorCallbacks.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const PSI = 'software_secure';
const VENDOR_TOKEN = aCaller({ userId: 900, groups: [`${PSI}_review`] });
const VENDOR = { role: 'vendor', userId: null };

async function setUp(change: Partial<Attempt> = {}, exam = {}) {
  const stores = inMemoryStores();
  const attempt = await storedAttempt(stores, await storedExam(stores, exam));
  stores.editManually(attempt, change);
  const read = () => stores.ports.attempts.read(attempt.attemptId);
  return { stores, attempt: { ...attempt, ...change }, read, before: await read() };
}

/** An attempt in progress whose time was up a second ago. */
const overdue = (now: string) => ({
  status: 'started' as const,
  startedAt: laterBy(now, -601),
  allowedTimeSeconds: 600,
});

describe('a vendor that is ready', () => {
  const ready = ({ ports }: InMemoryStores, caller = VENDOR_TOKEN, externalId = '') =>
    markReady(ports, caller, externalId, PSI);

  it.each<[AttemptStatus, AttemptStatus]>([
    ['created', 'ready_to_start'],
    ['download_software_clicked', 'ready_to_start'],
    ['ready_to_start', 'ready_to_start'],
    ['started', 'started'],
    ['submitted', 'submitted'],
    ['verified', 'verified'],
  ])('leaves an attempt in %s in %s', async (status, expected) => {
    const { stores, attempt, read, before } = await setUp({ status });
    await ready(stores, VENDOR_TOKEN, attempt.externalId ?? '');
    const after = await read();
    if (status === expected) expect(after).toEqual(before);
    else expect(after).toMatchObject({ status: expected, lastChange: { by: VENDOR } });
  });

  it('closes an attempt whose time is up', async () => {
    const { stores, attempt, read } = await setUp(overdue(new Date().toISOString()));
    const now = new Date().toISOString();
    await ready({ ...stores, ports: { ...stores.ports, clock: () => now } }, VENDOR_TOKEN, attempt.externalId ?? '');
    expect(await read()).toMatchObject({ status: 'submitted', lastChange: { by: { role: 'schedule' } } });
  });

  it.each([
    ['anybody else', aCaller(), 'forbidden'],
    ['course staff', aCaller({ courseStaff: ['course-v1:ExampleU+PHY201+2026'] }), 'forbidden'],
    ['the token of another vendor', aCaller({ groups: ['proctortrack_review'] }), 'attempt_not_found'],
  ])('is not believed if it is %s', async (_case, caller, code) => {
    const { stores, attempt, read, before } = await setUp();
    await expect(ready(stores, caller, attempt.externalId ?? '')).rejects.toMatchObject({ code });
    expect(await read()).toEqual(before);
  });

  it('may be global staff, who act for it', async () => {
    const { stores, attempt, read } = await setUp();
    await ready(stores, STAFF, attempt.externalId ?? '');
    expect(await read()).toMatchObject({ status: 'ready_to_start' });
  });

  it('must name a known attempt', async () => {
    const { stores } = await setUp();
    await expect(ready(stores, VENDOR_TOKEN, 'unknown')).rejects.toMatchObject({
      code: 'attempt_not_found',
      message: 'No attempt has the external id unknown.',
    });
  });

  it('changes nothing of a removed attempt, nor of one with another external id by now', async () => {
    const { stores, attempt } = await setUp();
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    await expect(ready(stores, VENDOR_TOKEN, attempt.externalId ?? '')).resolves.toBeUndefined();
    const renumbered = await setUp();
    renumbered.stores.editManually(renumbered.attempt, { externalId: 'another' });
    await ready(renumbered.stores, VENDOR_TOKEN, renumbered.attempt.externalId ?? '');
    expect(await renumbered.read()).toMatchObject({ status: 'created' });
  });

  /** Ports of a change beside which something else happens. */
  const beside = ({ ports }: InMemoryStores, happens: () => void): InMemoryStores['ports'] => ({
    ...ports,
    attempts: {
      ...ports.attempts,
      write(before, after) {
        happens();
        return ports.attempts.write(before, after);
      },
    },
  });

  it('gets no error for an attempt that is removed meanwhile, and every other one', async () => {
    const { stores, attempt } = await setUp();
    const removed = beside(stores, () => stores.deleteManually(attempt));
    await expect(markReady(removed, VENDOR_TOKEN, attempt.externalId ?? '', PSI)).resolves.toBeUndefined();
    const other = await setUp();
    const failing = beside(other.stores, () => {
      throw new Error('the store fails');
    });
    await expect(markReady(failing, VENDOR_TOKEN, other.attempt.externalId ?? '', PSI)).rejects.toThrow(
      'the store fails',
    );
    const busy = beside(other.stores, () => {
      throw new DomainError('busy', 'Try again.');
    });
    await expect(markReady(busy, VENDOR_TOKEN, other.attempt.externalId ?? '', PSI)).rejects.toMatchObject({
      code: 'busy',
    });
  });
});

describe('a launch', () => {
  const launch = (
    { ports }: InMemoryStores,
    code: string,
    usesLaunch = (backend: string): boolean => backend === PSI,
  ) => launchAttempt(ports, code, { usesLaunch, defaultBackend: PSI });
  const NOT_FOUND = { code: 'attempt_not_found' };

  it.each<[AttemptStatus, AttemptStatus]>([
    ['created', 'ready_to_start'],
    ['download_software_clicked', 'ready_to_start'],
    ['ready_to_start', 'ready_to_start'],
    ['started', 'submitted'],
    ['ready_to_submit', 'submitted'],
  ])('of an attempt in %s leaves it in %s, and answers it with its exam', async (status, expected) => {
    const { stores, attempt, read } = await setUp({ status, ...(status !== 'created' && { startedAt: null }) });
    const launched = await launch(stores, attempt.attemptCode);
    expect(launched.exam.examId).toBe(attempt.examId);
    expect(launched.attempt).toEqual(await read());
    expect(launched.attempt.status).toBe(expected);
  });

  it.each<[string, Partial<Attempt>]>([
    ['is submitted', { status: 'submitted' }],
    ['is verified', { status: 'verified' }],
    ['belongs to another vendor', { watchedBy: 'proctortrack' }],
  ])('of an attempt that %s finds none', async (_case, change) => {
    const { stores, attempt, read, before } = await setUp(change);
    await expect(launch(stores, attempt.attemptCode)).rejects.toMatchObject(NOT_FOUND);
    expect(await read()).toEqual(before);
  });

  it('of an attempt whose time is up finds none, and leaves it to the schedule', async () => {
    const { stores, attempt, read, before } = await setUp(overdue(new Date().toISOString()));
    const ports = { ...stores.ports, clock: () => new Date().toISOString() };
    await expect(launch({ ...stores, ports }, attempt.attemptCode)).rejects.toMatchObject(NOT_FOUND);
    expect(await read()).toEqual(before);
  });

  it('needs a vendor that uses launches, and an attempt that it watches', async () => {
    const { stores, attempt } = await setUp();
    await expect(launch(stores, attempt.attemptCode, () => false)).rejects.toMatchObject(NOT_FOUND);
    const unproctored = await setUp({ watchedBy: null }, { isProctored: false });
    await expect(launch(unproctored.stores, unproctored.attempt.attemptCode)).rejects.toMatchObject(NOT_FOUND);
  });

  it('of an unknown or removed attempt finds none', async () => {
    const { stores, attempt } = await setUp();
    await expect(launch(stores, 'UNKNOWN')).rejects.toMatchObject({
      ...NOT_FOUND,
      message: 'There is no attempt with the code UNKNOWN to launch.',
    });
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    await expect(launch(stores, attempt.attemptCode)).rejects.toMatchObject(NOT_FOUND);
  });

  it.each([
    ['names another vendor', { backend: 'proctortrack' }],
    ['is unproctored by now', { isProctored: false }],
  ])('follows the attempt although its exam %s', async (_case, change) => {
    const { stores, attempt } = await setUp({ watchedBy: PSI, createdProctored: true });
    await changeExam(stores.ports, STAFF, attempt.examId, change);
    expect((await launch(stores, attempt.attemptCode)).attempt.status).toBe('ready_to_start');
  });
});

describe('acknowledging a status', () => {
  it('is recorded once, by the learner', async () => {
    const { stores, attempt, read, before } = await setUp({ status: 'verified' });
    const learner = aCaller({ userId: attempt.user.id });
    await acknowledgeStatus(stores.ports, learner, attempt.attemptId);
    const acknowledged = await read();
    expect(acknowledged).toMatchObject({
      isStatusAcknowledged: true,
      status: 'verified',
      // An approval, which expires by this time, is not renewed.
      modifiedAt: before?.modifiedAt,
      lastChange: { by: { role: 'learner', userId: attempt.user.id } },
    });
    await acknowledgeStatus(stores.ports, learner, attempt.attemptId);
    expect(await read()).toEqual(acknowledged);
  });

  it('is rejected for anybody else', async () => {
    const { stores, attempt, read, before } = await setUp({ status: 'verified' });
    await expect(acknowledgeStatus(stores.ports, STAFF, attempt.attemptId)).rejects.toMatchObject({
      code: 'forbidden',
      message: `Only the learner of attempt ${attempt.attemptId} may acknowledge its status.`,
    });
    expect(await read()).toEqual(before);
  });
});
