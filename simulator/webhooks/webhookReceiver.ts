/** `npm run webhook-receiver`: receives webhooks on this machine until Ctrl-C. */
import { once } from 'node:events';
import { reportFailure, tolerateClosedOutput } from '../../cli/failureReport.ts';
import { choosePorts } from '../../cli/ports.ts';
import { shutdownSignal } from '../../cli/shutdownSignal.ts';
import { HELP, type ReceiverArguments, readReceiverArguments } from './receiverOptions.ts';
import { type RegisteredWebhook, registerWebhook } from './registerWebhook.ts';
import { type ReceivedDelivery, startReceiver, type WebhookReceiver } from './startReceiver.ts';

tolerateClosedOutput();

process.exit(await main());

async function main(): Promise<number> {
  try {
    const args = readReceiverArguments(process.argv.slice(2), process.env);
    if (args.help) process.stdout.write(HELP);
    else await runUntilInterrupted(args);
    return 0;
  } catch (error) {
    return reportFailure(error);
  }
}

async function runUntilInterrupted(args: ReceiverArguments): Promise<void> {
  const signal = shutdownSignal(reason => console.log(`\nStopping (${reason}) …`));
  const [port] = await choosePorts([{ port: args.port, variable: 'WEBHOOK_PORT' }]);
  const receiver = await startReceiver({
    port,
    failShare: args.failShare,
    hangShare: args.hangShare,
    onDelivery: delivery => console.log(formatDelivery(delivery)),
    onRejection: reason => console.log(`${'rejected'.padEnd(22)} ${reason}`),
  });
  let webhook: RegisteredWebhook | undefined;
  try {
    webhook = await register(args, receiver);
    console.log(`Ready at ${receiver.url}${webhook ? ` (webhook ${webhook.id})` : ''}\nCtrl-C stops the receiver.`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    // The service may have been stopped before.
    await webhook?.remove().catch(error => console.error((error as Error).message));
    await receiver.stop();
  }
  console.log('Stopped.');
}

async function register(
  { token, secret, serviceUrl, types }: ReceiverArguments,
  receiver: WebhookReceiver,
): Promise<RegisteredWebhook | undefined> {
  if (secret !== undefined) receiver.setSecret(secret);
  if (token === undefined) return undefined;
  const webhook = await registerWebhook({ serviceUrl, token, url: receiver.url, types }, receiver.setSecret);
  try {
    await webhook.test();
  } catch (error) {
    await webhook.remove();
    throw error;
  }
  return webhook;
}

/** Such as `applied         proctoring.attempt.verified.v1 attempts/123 0000000004 evt_…`. */
function formatDelivery({ event, outcome, fault }: ReceivedDelivery): string {
  const result = [outcome, fault].filter(text => text !== undefined).join(', ');
  const { type, subject, sequence, id } = event;
  return `${result.padEnd(22)} ${type} ${subject} ${sequence} ${id}`;
}
