import { describe, expect, it } from 'vitest';
import { recordingAt } from '../../../src/staff/recording.ts';

describe('the link to a recording at a position', () => {
  it.each([
    ['https://media.example.com/a/b.mp4', 67.8, 'https://media.example.com/a/b.mp4#t=67'],
    // A signed address stays as it is: the fragment is never sent.
    ['https://media.example.com/b.WEBM?sig=a%2Fb', 0, 'https://media.example.com/b.WEBM?sig=a%2Fb#t=0'],
    ['https://media.example.com/b.mp4', -5, 'https://media.example.com/b.mp4#t=0'],
    ['https://media.example.com/b.mp4', null, null],
    ['https://media.example.com/b.mp4#part', 5, null],
    ['https://www.remoteproctor.com/AdminSite/DirectLink-HTML5.aspx?ID=1.mp4', 5, null],
    ['no address.mp4', 5, null],
  ])('%s at %s', (url, seconds, expected) => {
    expect(recordingAt(url, seconds)).toBe(expected);
  });
});
