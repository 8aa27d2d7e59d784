import { describe, expect, inject, it } from 'vitest';
import { smokeChecks } from '../../operations/smoke/smokeChecks.ts';
import { runScript } from '../support/runScript.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';

/** Without the settings of the test run. */
const { PATH, HOME } = process.env;
const run = (script: string, ...args: string[]) => runScript(script, args, { PATH, HOME });

describe('npm run smoke', () => {
  it('finds a running service healthy, without a token and with one', async () => {
    const { stdout: token } = await run('dev/token.ts', '--user', '7');
    for (const args of [[], ['--token', token.trim()]]) {
      const { code, stdout } = await run('operations/smoke.ts', inject('stackUrl'), ...args);
      expect(stdout).not.toContain('FAILED');
      expect(stdout.match(/^ok {2}/gm)).toHaveLength(smokeChecks(args[1]).length);
      expect(code).toBe(0);
    }
  });

  it('exits with 1 for a rejected token', async () => {
    const { code, stdout } = await run('operations/smoke.ts', inject('stackUrl'), '--token', 'a.b.c');
    expect(stdout).toMatch(/^FAILED {2}exams, with the token: status 401, not 200/m);
    expect(code).toBe(1);
  });

  it.each([
    ['functions that end with an error', 500, { message: 'Internal Server Error' }],
    ['a gateway without the routes', 404, { message: 'Not Found' }],
    ['something else at the address', 200, { hello: 'world' }],
  ])('exits with 1 for %s', async (_, status, answer) => {
    const server = await scriptedServer((_request, response) => json(response, status, answer));
    const { code, stdout } = await run('operations/smoke.ts', server.url);
    await server.close();
    expect(stdout.match(/^FAILED/gm)).toHaveLength(smokeChecks().length);
    expect(code).toBe(1);
  });
});
