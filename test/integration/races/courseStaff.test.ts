import { randomUUID } from 'node:crypto';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import { directoryKey } from '../../../src/store/directory/directoryKey.ts';
import { NOW } from '../../support/builders.ts';
import { type FreshStores, freshStores } from '../../support/freshStores.ts';

const CHANGE = { by: { role: 'staff', userId: 900 }, at: NOW } as const;
const USER = 7;
const USERS = new Set([USER]);

let stores: FreshStores;
beforeAll(async () => {
  stores = await freshStores();
});

/** Runs an operation before the first write of a directory entry that begins with the prefix. */
async function beforeFirstWrite(prefix: string, operation: () => Promise<unknown>, during: () => Promise<unknown>) {
  const stack = stores.client.middlewareStack;
  let isFirst = true;
  stack.add(
    next => async args => {
      const { key = '' } = ((args.input as UpdateCommandInput).Key ?? {}) as { key?: string };
      if (isFirst && key.startsWith(prefix)) {
        isFirst = false;
        await operation();
      }
      return next(args);
    },
    { step: 'initialize', name: 'operation' },
  );
  await during().finally(() => stack.remove('operation'));
}

const [staffItem, listItem] = [directoryKey.staff(''), directoryKey.staffCourses(USER)];

it.each(['addition', 'removal'])(
  'the list of a user has each of their courses where an %s is overtaken',
  async kind => {
    const { courseStaff } = stores.ports;
    const course = `course-v1:X+${randomUUID()}+1`;
    const add = () => courseStaff.add(course, USERS, CHANGE);
    const remove = () => courseStaff.remove(course, USERS, CHANGE);
    await add();
    if (kind === 'addition') await beforeFirstWrite(staffItem, remove, add);
    else await beforeFirstWrite(listItem, add, remove);
    expect((await courseStaff.read([course])).get(course)).toEqual(USERS);
    expect(await courseStaff.coursesOf(USER)).toContain(course);
  },
);
