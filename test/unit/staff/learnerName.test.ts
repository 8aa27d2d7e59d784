import { describe, expect, it } from 'vitest';
import { nameOf, nameOfUser } from '../../../src/staff/learnerName.ts';

const user = { id: 7, username: 'mina' };

describe('a learner in words', () => {
  it('is the name, else the username, else the id', () => {
    expect(nameOf({ student_name: 'Mina Okafor', user })).toBe('Mina Okafor');
    expect(nameOf({ student_name: '', user })).toBe('mina');
    expect(nameOfUser('', 7)).toBe('user 7');
  });

  it('does not turn the words behind it round', () => {
    expect(nameOf({ student_name: '\u202eaniM\u2066', user })).toBe('aniM');
    expect(nameOf({ student_name: '\u202e', user: { id: 7, username: '\u202b' } })).toBe('user 7');
    expect(nameOf({ student_name: 'מינה', user })).toBe('מינה');
  });
});
