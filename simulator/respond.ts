import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { PlannedFailure } from './plan.ts';
import type { Reply, VendorCall } from './vendorCall.ts';
import type { LogEntry } from './vendorLog.ts';
import { withoutSecrets } from './vendorLog.ts';

/** Above the service's limit for answers of vendors. */
const HUGE_BYTES = 3_000_000;

export function sendJson(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Answers a call by its protocol, or with the planned failure. @param signal ends a delay */
export async function respond(
  call: VendorCall,
  failure: PlannedFailure | undefined,
  { response, entry, signal }: { response: ServerResponse; entry: LogEntry; signal: AbortSignal },
): Promise<void> {
  if (failure) entry.failure = failure.how;
  if (failure?.after_ms) await pause(failure.after_ms, undefined, { signal });
  if (failure?.how === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const reply =
    failure?.how === 'status' ? { status: failure.status, body: { error: 'Planned failure.' } } : call.answer();
  if (failure?.how === 'hang') return;
  entry.status = reply.status;
  entry.answer = withoutSecrets(reply.body);
  switch (failure?.how) {
    case 'not_json':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Down for maintenance</html>');
      break;
    case 'wrong_shape':
      sendJson(response, { status: 200, body: { result: ['unexpected', 'shape'] } });
      break;
    case 'huge':
      sendJson(response, { status: 200, body: { filler: ' '.repeat(HUGE_BYTES) } });
      break;
    default:
      sendJson(response, reply);
  }
}
