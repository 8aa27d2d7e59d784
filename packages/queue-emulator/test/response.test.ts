import { describe, expect, test } from 'vitest';
import { processedMessages } from '../response.ts';

const BATCH = ['a', 'b', 'c'].map(MessageId => ({ MessageId }));
const processed = (response: unknown) => processedMessages(response, BATCH).map(({ MessageId }) => MessageId);

describe('the processed messages of a batch', () => {
  test.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
    ['something else', { statusCode: 200 }],
  ])('all for %s', (_, response) => {
    expect(processed(response)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'd' }] }],
    [
      'an unknown identifier beside a known one',
      { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'd' }] },
    ],
    ['a misnamed key', { batchItemFailures: [{ messageId: 'a' }] }],
    ['a null failure', { batchItemFailures: [null] }],
    ['a text for a failure', { batchItemFailures: ['a'] }],
    ['a text for the list', { batchItemFailures: 'a' }],
    ['a text', 'ok'],
    ['false', false],
    ['an array', []],
  ])('none for %s', (_, response) => {
    expect(processed(response)).toEqual([]);
  });

  test.each([
    ['the failed one', ['b'], ['a', 'c']],
    ['one that is named twice', ['a', 'a'], ['b', 'c']],
    ['all of them', ['c', 'b', 'a'], []],
  ])('all but %s', (_, failed, expected) => {
    expect(processed({ batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) })).toEqual(expected);
  });
});
