import { expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { COURSE, NOW, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

it('a thousand allowances are granted in one call, and none of more', async () => {
  const { ports } = inMemoryStores();
  const [first, second] = [await storedExam({ ports }), await storedExam({ ports })];
  const userInfos = Array.from({ length: 501 }, (_, index) => 7_000_000_000 + index);
  await ports.learners.register(userInfos.map(id => ({ id, username: `bulk${id}`, email: '', name: '' })));
  const grant = (infos: number[]) =>
    setAllowances({ ...ports, clock: () => NOW }, STAFF, {
      ...{ examIds: [first, second], userInfos: infos, key: ADDITIONAL_TIME, value: '5' },
    });
  await expect(grant(userInfos)).rejects.toMatchObject({ code: 'invalid_request' });
  expect(await ports.allowances.ofCourse(COURSE)).toEqual([]);
  const rows = await grant(userInfos.slice(0, 500));
  expect(rows.filter(({ status }) => status === 200)).toHaveLength(1000);
  expect(await ports.allowances.ofCourse(COURSE)).toHaveLength(1000);
});
