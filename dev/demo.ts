/** `npm run demo`: the lifecycle of one attempt over HTTP, and its history in the archive. */
import { CommandError } from '../cli/commandError.ts';
import { reportFailure, tolerateClosedOutput } from '../cli/failureReport.ts';
import { shutdownSignal } from '../cli/shutdownSignal.ts';
import { createDemoApi, DemoFailure } from './demo/api.ts';
import { readDemoArguments } from './demo/demoArguments.ts';
import { formatReview, formatStep, formatTimeline, STEP_HEADING } from './demo/report.ts';
import { runScenario } from './demo/scenario.ts';
import { findTarget } from './demo/target.ts';
import { tokenSecret } from './token.ts';

const HELP = `npm run demo -- [--url URL] [--help]

Takes one attempt through its lifecycle over HTTP, then shows its history and its review.

  --url URL   URL of a running stack, such as http://localhost:3000; by default the stack on PORT, or a new one that
              is stopped at the end
  --help      shows this help

Environment:
  PORT        port of a running stack (3000)
  JWT_SECRET  signs the demo's tokens; must be the secret of the running stack (the development secret)
`;

tolerateClosedOutput();

process.exit(await main());

async function main(): Promise<number> {
  let signal: AbortSignal | undefined;
  try {
    const { url, help } = readDemoArguments(process.argv.slice(2));
    if (help) {
      process.stdout.write(HELP);
      return 0;
    }
    signal = shutdownSignal(reason => console.error(`\nStopping (${reason}) …`));
    await runDemo(url, signal);
    return 0;
  } catch (error) {
    if (signal?.aborted) return 130;
    return reportFailure(error instanceof DemoFailure ? new CommandError(error.message) : error);
  }
}

async function runDemo(url: string | undefined, signal: AbortSignal): Promise<void> {
  const secret = tokenSecret(process.env);
  const target = await findTarget(url, secret, signal);
  try {
    console.log(`\nThe lifecycle of an attempt at ${target.url} (${target.description})\n\n${STEP_HEADING}`);
    const api = createDemoApi(target.url, secret, signal);
    const { attemptCode, changes, review } = await runScenario(api, step => console.log(formatStep(step)));
    console.log(`\nThe history of ${attemptCode}, oldest first\n\n${formatTimeline(changes)}`);
    console.log(`\nThe vendor's review\n\n${formatReview(review)}\n`);
  } finally {
    await target.release();
  }
}
