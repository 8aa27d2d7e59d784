import { describe, expect, test } from 'vitest';
import { countProcessed } from '../response.ts';
import { failed, padded, records } from './fixture.ts';

const BATCH = records(9, 10, 11, 100);

describe('the processed records of a batch', () => {
  test.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
    ['something else', { statusCode: 200 }],
  ])('all for %s', (_, response) => {
    expect(countProcessed(response, BATCH)).toBe(4);
  });

  test.each([
    ['an empty identifier', ''],
    ['a null identifier', null],
    ['a missing identifier', undefined],
    ['a number for an identifier', 10],
    ['a number that is not of the batch', padded(12)],
    ['no sequence number', 'abc'],
    ['a blank', ' '],
    ['a hexadecimal number', '0xa'],
  ])('none of them for %s', (_, itemIdentifier) => {
    expect(countProcessed({ batchItemFailures: [{ itemIdentifier }] }, BATCH)).toBe(0);
    expect(countProcessed({ batchItemFailures: [{ itemIdentifier: padded(100) }, { itemIdentifier }] }, BATCH)).toBe(0);
  });

  test.each([
    ['a misnamed key', { batchItemFailures: [{ sequenceNumber: padded(10) }] }],
    ['a null failure', { batchItemFailures: [null] }],
    ['a text for a failure', { batchItemFailures: [padded(10)] }],
    ['a list that is none', { batchItemFailures: padded(10) }],
    ['a text', 'ok'],
    ['an empty text', ''],
    ['false', false],
    ['an array', []],
  ])('none of them for %s', (_, response) => {
    expect(countProcessed(response, BATCH)).toBe(0);
  });

  test.each([
    ['the first', failed(9), 0],
    ['the last', failed(100), 3],
    ['the lowest, which is not the first text', failed(100, 11, 10), 1],
    ['one named twice', failed(11, 11), 2],
    ['one without padding', { batchItemFailures: [{ itemIdentifier: '11' }] }, 2],
  ])('those before %s', (_, response, done) => {
    expect(countProcessed(response, BATCH)).toBe(done);
  });

  test('sequence numbers beyond the precision of a double', () => {
    const numbers = ['9', '10', '11'].map(end => `4440000000000000000000000000000000000${end.padStart(3, '0')}`);
    const batch = numbers.map(SequenceNumber => ({ dynamodb: { SequenceNumber } }));
    expect(countProcessed({ batchItemFailures: [{ itemIdentifier: numbers[1] }] }, batch)).toBe(1);
  });
});
