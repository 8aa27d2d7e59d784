import * as z from 'zod/mini';
import { COMPLETED } from '../domain/attempts/status.ts';
import type { ReviewOutcomes } from '../domain/reviews/outcomes.ts';
import { INBOUND } from '../vendors/registry.ts';
import { configError, type Environment, optionalString, parse, parseJson } from './env.ts';

const settings = z.object({
  /**
   * JSON object from protocols to `default`, `edx`, or statuses that differ from the default: docs/vendors.md#review-outcomes.
   * @defaultValue `{}`
   */
  REVIEW_OUTCOMES: optionalString,
});

/** A verdict never reopens an attempt. */
const outcomeTable = z.record(z.string(), z.enum(COMPLETED));

/** By protocol the name of a ready-made table, or what is to differ from the default. */
const choices = z.record(z.string(), z.union([z.enum(['default', 'edx']), outcomeTable]));

/** What review statuses do, by the protocol in which vendors deliver reviews. */
export function readReviewOutcomes(env: Environment): Readonly<Record<string, ReviewOutcomes>> {
  const { REVIEW_OUTCOMES: json } = parse(settings, env);
  const chosen = z.safeParse(choices, json === null ? {} : parseJson('REVIEW_OUTCOMES', json));
  const tables = Object.fromEntries(Object.entries(INBOUND).map(([protocol, { outcomes }]) => [protocol, outcomes]));
  if (!chosen.success || !Object.keys(chosen.data).every(protocol => Object.hasOwn(tables, protocol)))
    throw wrongTable();
  return Object.fromEntries(
    Object.entries(tables).map(([protocol, ready]) => {
      const choice = chosen.data[protocol] ?? 'default';
      const table = typeof choice === 'string' ? ready[choice] : { ...ready.default, ...choice };
      if (!table) throw wrongTable();
      return [protocol, table];
    }),
  );
}

function wrongTable(): Error {
  return configError(
    'REVIEW_OUTCOMES',
    'must be JSON such as {"software_secure":"edx"} or {"software_secure":{"Suspicious":"second_review_required"}}',
  );
}
