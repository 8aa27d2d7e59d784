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

/** A review never reopens an attempt. */
const outcomeTable = z.record(z.string(), z.enum(COMPLETED));

/** By protocol: the name of a predefined table, or the differences from the default. */
const choices = z.record(z.string(), z.union([z.enum(['default', 'edx']), outcomeTable]));

/** The outcomes of review statuses, by protocol. */
export function readReviewOutcomes(env: Environment): Readonly<Record<string, ReviewOutcomes>> {
  const { REVIEW_OUTCOMES: json } = parse(settings, env);
  const parsed = z.safeParse(choices, json === null ? {} : parseJson('REVIEW_OUTCOMES', json));
  const tables = Object.fromEntries(Object.entries(INBOUND).map(([protocol, { outcomes }]) => [protocol, outcomes]));
  if (!parsed.success || !Object.keys(parsed.data).every(protocol => Object.hasOwn(tables, protocol)))
    throw outcomesError();
  return Object.fromEntries(
    Object.entries(tables).map(([protocol, predefined]) => {
      const choice = parsed.data[protocol] ?? 'default';
      const table = typeof choice === 'string' ? predefined[choice] : { ...predefined.default, ...choice };
      if (!table) throw outcomesError();
      return [protocol, table];
    }),
  );
}

function outcomesError(): Error {
  return configError(
    'REVIEW_OUTCOMES',
    'must be JSON such as {"software_secure":"edx"} or {"software_secure":{"Suspicious":"second_review_required"}}',
  );
}
