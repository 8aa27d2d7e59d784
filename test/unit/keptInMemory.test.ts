import { describe, expect, it } from 'vitest';
import { keptInMemory } from '../../src/store/keptInMemory.ts';

/** A store of texts that counts how often it is asked, and a clock that is set by hand. */
function aStore(texts: Record<string, string>) {
  const asked: string[] = [];
  let milliseconds = 0;
  const read = keptInMemory(
    async (key: string) => {
      asked.push(key);
      return texts[key];
    },
    1000,
    () => milliseconds,
  );
  return { texts, asked, read, wait: (more: number) => (milliseconds += more) };
}

describe('what is kept in memory', () => {
  it('is read once in its time, each by its key', async () => {
    const { read, asked, wait } = aStore({ a: 'A', b: 'B' });
    expect([await read('a'), await read('b')]).toEqual(['A', 'B']);
    wait(999);
    expect([await read('a'), await read('b')]).toEqual(['A', 'B']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('is read again when its time is over, counted from when it was asked for', async () => {
    const { read, asked, wait, texts } = aStore({ a: 'A' });
    await read('a');
    texts.a = 'changed';
    wait(600);
    expect(await read('a')).toBe('A');
    wait(400);
    expect(await read('a')).toBe('changed');
    expect(asked).toHaveLength(2);
  });

  it('is not what does not exist, or does not exist any more', async () => {
    const { read, asked, wait, texts } = aStore({});
    expect([await read('a'), await read('a')]).toEqual([undefined, undefined]);
    texts.a = 'A';
    expect(await read('a')).toBe('A');
    delete texts.a;
    wait(1000);
    expect(await read('a')).toBeUndefined();
    expect(asked).toHaveLength(4);
  });

  it('does not grow without end', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`key${at}`, 'x']));
    const { read, asked } = aStore(many);
    for (const key of Object.keys(many)) await read(key);
    // The first ones made way, the last ones did not.
    await read('key2999');
    await read('key0');
    expect(asked).toHaveLength(3001);
  });
});
