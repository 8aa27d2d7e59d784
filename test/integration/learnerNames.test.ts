import { beforeAll, describe, expect, it } from 'vitest';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';

/** Learners whose names are taken, given back and changed at the same moment. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const someone = (given = {}) => {
  const id = Math.floor(Math.random() * 2 ** 40) + 1;
  return { id, username: `u${id}`, email: `u${id}@example.com`, name: 'Ada', ...given };
};
const register = (...learners: ReturnType<typeof someone>[]) => registerLearners(stores.ports, STAFF, learners);
const idOf = async (userInfo: string) => (await stores.ports.learners.find(userInfo))?.id;

describe('learners', () => {
  it('who are renamed ten times at once have one name, and no other leads to them', async () => {
    for (let round = 0; round < 5; round++) {
      const ada = someone();
      await register(ada);
      const names = Array.from({ length: 10 }, (_, at) => `${ada.username}-${at}`);
      await Promise.all(names.map(username => register({ ...ada, username })));
      const leading = await Promise.all([ada.username, ...names].map(async name => [name, await idOf(name)]));
      const { username } = (await stores.ports.learners.find(String(ada.id))) ?? {};
      expect(leading.filter(([, id]) => id !== undefined)).toEqual([[username, ada.id]]);
    }
  });

  it('are registered 500 at a time, and again after a call that was cut off', async () => {
    const many = Array.from({ length: 500 }, () => someone());
    await register(...many.slice(0, 200));
    await register(...many);
    const found = await Promise.all(many.filter((_, at) => at % 50 === 0).map(({ email }) => idOf(email)));
    expect(found).toEqual(many.filter((_, at) => at % 50 === 0).map(({ id }) => id));
  });
});
