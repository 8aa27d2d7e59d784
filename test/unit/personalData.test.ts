import { describe, expect, it } from 'vitest';
import { anonymiseAttempt, anonymiseComments, anonymiseDelivery } from '../../src/domain/privacy/personalData.ts';
import { aDelivery, anAttempt } from '../support/builders.ts';

describe('anonymising', () => {
  it('an attempt: removes names, email and reason, and keeps ids, status and author', () => {
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
      isErased: true,
    });
  });

  it('a delivery: removes recording, payload and remarks, and keeps verdict, times and severity', () => {
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
