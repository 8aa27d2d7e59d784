import { afterAll } from 'vitest';

/** A kept worker goes on with another file, which finds the environment that this file found. */
const initial = { ...process.env };

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in initial)) delete process.env[name];
  Object.assign(process.env, initial);
});
