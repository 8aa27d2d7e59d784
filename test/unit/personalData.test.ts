import { describe, expect, it } from 'vitest';
import { anonymiseAttempt, anonymiseComments, anonymiseDelivery } from '../../src/domain/privacy/personalData.ts';
import { aDelivery, anAttempt } from '../support/builders.ts';

describe('anonymising', () => {
  it('an attempt: no name, email or reason is left; ids, status and author are', () => {
    const attempt = anAttempt({
      user: { id: 7, username: 'mina', email: 'mina@example.com' },
      status: 'error',
      downloadUrl: 'https://vendor.example/?learner=mina',
      vendorInstructions: 'Welcome, Mina',
      lastChange: { by: { role: 'learner', userId: 7 }, reason: 'Mina’s camera broke' },
    });
    expect(anonymiseAttempt(attempt)).toEqual({
      ...attempt,
      studentName: '',
      downloadUrl: null,
      vendorInstructions: null,
      user: { id: 7, username: '', email: '' },
      lastChange: { by: { role: 'learner', userId: 7 }, reason: null },
      isRetired: true,
    });
  });

  it('a delivery: recording, payload and remarks go; verdict, times and severity stay', () => {
    const delivery = aDelivery();
    expect(anonymiseDelivery(delivery)).toEqual({
      ...delivery,
      videoLink: null,
      comments: [{ start: 1, stop: 2, duration: 1, comment: '', status: 'Suspicious', source: 'webcam' }],
      payload: new Uint8Array(),
    });
    expect(anonymiseComments([])).toEqual([]);
  });
});
