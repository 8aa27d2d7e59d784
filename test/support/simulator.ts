import type { LogEntry } from '../../simulator/vendorLog.ts';

/** A client of the simulator's control API. */
export function controlOf(vendorUrl: string) {
  const post = async (command: string, json: object = {}) => {
    const response = await fetch(`${vendorUrl}/control/${command}`, { method: 'POST', body: JSON.stringify(json) });
    return {
      status: response.status,
      body: (await response.json()) as { answers?: (number | null)[]; error?: string },
    };
  };
  const expectOk = async (command: string, json?: object) => {
    const answer = await post(command, json);
    if (answer.status !== 200) throw new Error(`${command}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const log = async () => {
    const answer = await (await fetch(`${vendorUrl}/control/log`)).json();
    return answer as { entries: LogEntry[]; token_requests: number };
  };
  return {
    post,
    plan: (json: object): Promise<unknown> => expectOk('plan', json),
    /** @returns the statuses of the answers, null where none came */
    deliver: async (json: object) => (await expectOk('deliver', json)).answers,
    log,
    entries: async (): Promise<LogEntry[]> => (await log()).entries,
  };
}
