import { STAFF } from '../../test/support/builders.ts';
import { callerOf, newExam } from '../measure/callService.ts';
import type { LoadGenerator } from './loadGenerator.ts';
import type { LoadOutcome } from './loadProcess.ts';
import {
  type Life,
  makeLearners,
  newSittings,
  OPERATIONS,
  type Operation,
  type Person,
  requestsOf,
} from './operations.ts';
import { type Servers, SIDES, type Side } from './servers.ts';

/** One load: so many requests of an operation, sent to one side. */
export interface Measured {
  operation: Operation;
  side: Side;
  round: number;
  /** Of each request. */
  milliseconds: number[];
  perSecond: number;
}

export interface RoundsOptions {
  rounds: number;
  /** In each round, for each operation and side. */
  requests: number;
  atOnce: number;
}

/** The functions start, and their code is compiled. */
const WARM_UP_ROUNDS = 1;
const MOST_MILLISECONDS = 60_000;

/**
 * Sends every operation to the service and to the bare handlers, in turn, round after round; each round has attempts of
 * its own.
 * @throws Error when an answer is not 200
 */
export async function measureRounds(
  servers: Servers,
  generator: LoadGenerator,
  { rounds, requests, atOnce }: RoundsOptions,
): Promise<Measured[]> {
  const learners = await makeLearners(requests);
  await register(servers.url, learners);
  const measured: Measured[] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const lives = {
      service: await newLife(servers.url, learners),
      baseline: await newLife(servers.url, learners),
    };
    // Who comes first is who finds the machine as the other has left it.
    const sides = round % 2 === 0 ? SIDES : SIDES.toReversed();
    for (const operation of OPERATIONS) {
      for (const side of sides) {
        const load = { port: servers.ports[side], requests: await requestsOf(operation, lives[side]), atOnce };
        const outcome = await generator.send(`${operation}, ${side}`, { ...load, mostMilliseconds: MOST_MILLISECONDS });
        if (operation === 'create') takeIds(lives[side], outcome);
        measured.push({ operation, side, round, ...figuresOf(outcome) });
      }
    }
  }
  return measured.filter(({ round }) => round >= 0);
}

/** Nobody has to be remembered when the attempts are created. */
async function register(url: string, people: readonly Person[]): Promise<void> {
  const learners = people.map(({ learner }) => {
    const { userId: id, username, email, name } = learner;
    return { id, username, email, name };
  });
  await callerOf(url, STAFF).registerLearners({ body: { learners } });
}

async function newLife(url: string, people: readonly Person[]): Promise<Life> {
  return { examId: await newExam(url), sittings: newSittings(people) };
}

function takeIds({ sittings }: Life, { answers }: LoadOutcome): void {
  for (const { index, body } of answers) {
    const sitting = sittings[index];
    if (sitting) sitting.attemptId = JSON.parse(body).exam_attempt_id;
  }
}

function figuresOf({ answers, milliseconds }: LoadOutcome) {
  return {
    milliseconds: answers.map(answer => answer.milliseconds),
    perSecond: (answers.length / milliseconds) * 1000,
  };
}
