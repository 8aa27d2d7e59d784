/**
 * The load, in a process of its own: sends the requests of a message over connections that are kept open, so many at a
 * time and each once, and answers with what came of every one. Each request changes another attempt, which is why no
 * load generator that repeats one request would do.
 */
import { Agent, request } from 'node:http';
import { sideBySide } from '../measure/sideBySide.ts';

export interface LoadRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Load {
  port: number;
  requests: LoadRequest[];
  /** So many of them are under way. */
  atOnce: number;
  /** Nothing more is sent after so long. */
  mostMilliseconds: number;
}

export interface LoadOutcome {
  /** In the order in which they ended. */
  answers: LoadAnswer[];
  milliseconds: number;
}

export interface LoadAnswer {
  /** Of the request, in those sent. */
  index: number;
  /** 0 when there was none. */
  status: number;
  body: string;
  /** From sending it to the last byte of the answer. */
  milliseconds: number;
}

const REQUEST_TIMEOUT_MS = 20_000;

async function run({ port, requests, atOnce, mostMilliseconds }: Load): Promise<LoadOutcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const answers: LoadAnswer[] = [];
  const began = performance.now();
  await sideBySide([...requests.entries()], atOnce, async ([index, one]) => {
    const sent = performance.now();
    if (sent - began > mostMilliseconds) return;
    const { status, body } = await send(agent, port, one).catch(error => ({ status: 0, body: String(error) }));
    answers.push({ index, status, body, milliseconds: performance.now() - sent });
  });
  const milliseconds = performance.now() - began;
  agent.destroy();
  return { answers, milliseconds };
}

function send(agent: Agent, port: number, { method, path, headers, body }: LoadRequest) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { agent, host: '127.0.0.1', port, method, path, headers: { ...headers, ...length } };
    const sent = request({ ...options, timeout: REQUEST_TIMEOUT_MS }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      answer.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${REQUEST_TIMEOUT_MS} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

process.on('message', async (load: Load) => process.send?.(await run(load)));
process.once('disconnect', () => process.exit());
