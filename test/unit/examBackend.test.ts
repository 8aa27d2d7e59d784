import { describe, expect, it } from 'vitest';
import {
  type Backend,
  backendFault,
  backendForDisplay,
  findBackend,
  requireBackend,
  requireKnownBackend,
} from '../../src/domain/exams/backends.ts';
import { anExam } from '../support/builders.ts';
import { problemOf } from '../support/problemOf.ts';

const aBackend = (providerName: string) => ({ providerName }) as Backend;
const backends = {
  byName: new Map([
    ['psi', aBackend('PSI')],
    ['rest', aBackend('REST')],
  ]),
  defaultName: 'psi',
};
const names = new Set(['psi', 'rest']);

describe('the backend of an exam', () => {
  it('is the named one, else the default', () => {
    expect(findBackend(backends, { backend: 'rest' })?.providerName).toBe('REST');
    expect(findBackend(backends, { backend: null })?.providerName).toBe('PSI');
    expect(findBackend(backends, { backend: 'gone' })).toBeUndefined();
  });

  it('must be configured for a proctored exam; for any other it is shown if it is configured', () => {
    const problem = {
      code: 'backend_not_configured',
      message:
        'The proctoring backend "gone" is not configured. Add it to PROCTORING_BACKENDS or VENDORS, or change the exam’s backend.',
    };
    expect(problemOf(() => requireBackend(backends, anExam({ backend: 'gone' })))).toEqual(problem);
    expect(problemOf(() => backendForDisplay(backends, anExam({ backend: 'gone', isProctored: true })))).toEqual(
      problem,
    );
    expect(backendForDisplay(backends, anExam({ backend: 'gone', isProctored: false }))).toBeUndefined();
    expect(backendForDisplay(backends, anExam({ backend: null, isProctored: false }))?.providerName).toBe('PSI');
    const withoutDefault = { ...backends, defaultName: 'none' };
    expect(problemOf(() => requireBackend(withoutDefault, anExam({ backend: null }))).message).toContain('"none"');
  });

  it('is checked before a proctored exam is stored', () => {
    const detail = 'must be one of the configured backends: psi, rest';
    expect(backendFault(names, { isProctored: true, backend: 'gone' })).toBe(detail);
    expect(() => requireKnownBackend(names, { isProctored: true, backend: 'gone' })).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: `backend: ${detail}.`,
        inputErrors: [{ pointer: '/backend', detail }],
      }),
    );
    for (const exam of [
      { isProctored: false, backend: 'gone' },
      { isProctored: true, backend: null },
      { isProctored: true, backend: 'rest' },
    ]) {
      expect(backendFault(names, exam)).toBeUndefined();
      expect(() => requireKnownBackend(names, exam)).not.toThrow();
    }
  });
});
