import { describe, expect, it } from 'vitest';
import { runSmokeChecks, smokeChecks } from '../../operations/smoke/smokeChecks.ts';
import { STAFF_PERSON, tokenOf } from '../support/api.ts';
import { useLocalStack } from '../support/localStack.ts';
import { runScript } from '../support/runScript.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';

const stack = useLocalStack();

/** Without the settings of the test run. */
const { PATH, HOME } = process.env;
const run = (...args: string[]) => runScript('operations/smoke.ts', args, { PATH, HOME });

async function check(address: string, token?: string) {
  const lines: string[] = [];
  const code = await runSmokeChecks(address, token, line => lines.push(line));
  return { code, lines };
}

describe('npm run smoke', () => {
  it('finds a running service healthy, without a token and with one', async () => {
    const withoutToken = await check(stack.url);
    expect(withoutToken).toEqual({ code: 0, lines: expect.arrayContaining(['All checks passed.']) });
    expect(withoutToken.lines).toHaveLength(smokeChecks().length + 1);
    const token = await tokenOf(STAFF_PERSON);
    const { code, stdout } = await run(stack.url, '--token', token);
    expect(stdout).not.toContain('FAILED');
    expect(stdout.match(/^ok {2}/gm)).toHaveLength(smokeChecks(token).length);
    expect(code).toBe(0);
  });

  it('exits with 1 for a rejected token', async () => {
    const { code, stdout } = await run(stack.url, '--token', 'a.b.c');
    expect(stdout).toMatch(/^FAILED {2}exams, with the token: status 401, not 200/m);
    expect(code).toBe(1);
  });

  it.each([
    ['functions that end with an error', 500, { message: 'Internal Server Error' }],
    ['a gateway without the routes', 404, { message: 'Not Found' }],
    ['something else at the address', 200, { hello: 'world' }],
  ])('fails for %s', async (_, status, answer) => {
    const server = await scriptedServer((_request, response) => json(response, status, answer));
    const { code, lines } = await check(server.url);
    await server.close();
    expect(lines.filter(line => line.startsWith('FAILED'))).toHaveLength(smokeChecks().length);
    expect(code).toBe(1);
  });
});
