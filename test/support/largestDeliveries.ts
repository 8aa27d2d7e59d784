import { parentPort } from 'node:worker_threads';
import { DomainError } from '../../src/domain/errors.ts';
import { MAX_CALLBACK_BYTES } from '../../src/vendors/delivery.ts';
import { INBOUND_PARSERS } from './inboundParsers.ts';
import { IS_LONG, runs } from './runs.ts';

/** A worker that parses the largest and most expensive deliveries, and posts the outcomes. */

/** The ordinary run has a sixth of each, in a quarter of the memory. */
const DELIVERY_BYTES = runs(MAX_CALLBACK_BYTES / 6, MAX_CALLBACK_BYTES);

function repeated(part: string, maxCount = Number.POSITIVE_INFINITY): string {
  return part.repeat(Math.min(maxCount, Math.floor((DELIVERY_BYTES - 1000) / part.length)));
}
const DEPTH = Math.floor(DELIVERY_BYTES / 2) - 1000;
const wrong =
  '"comments":1,"comment":1,"duration":{},"start":{},"stop":{},"eventStart":{},"status":1,"cyber":1,"type":1';
const fine = `"type":"alert","comment":"${'x'.repeat(240)}","comments":"${'x'.repeat(240)}"`;

const LISTS: Readonly<Record<string, string>> = {
  'a list of numbers': `[${repeated('1,')}1]`,
  'a list of objects': `[${repeated('{},')}{}]`,
  'as many remarks as may be, all wrong': `[${repeated(`{${wrong}},`, 9999)}{}]`,
  'as many remarks as may be': `[${repeated(`{${fine}},`, 9999)}{"type":"alert"}]`,
  'deep nesting': `${repeated('[', DEPTH)}${repeated(']', DEPTH)}`,
  'many links': `null,"x":[${repeated('{"archive":"x","videoReviewLink":["y"]},')}1]`,
  'one name over and over': `null,${repeated('"reviewed_by":"",')}"reviewed_by":""`,
  'escapes to look at': `null,"x":["\\ud83d\\ude00"${repeated(',"a"')}]`,
  'a text of quotes': `null,"x":"${repeated('\\\\\\"')}"`,
  'a number without end': `null,"x":${repeated('9')}`,
};

const { length } = INBOUND_PARSERS;
for (const [at, { vendor, parse, around }] of INBOUND_PARSERS.entries()) {
  for (const [index, [name, list]] of Object.entries(LISTS).entries()) {
    // Each list reaches one parser, and each parser two lists or more; at length all reach all.
    if (!IS_LONG && index % length !== at) continue;
    const body = Buffer.from(around.join(list));
    let outcome = 'taken';
    try {
      parse(body);
    } catch (error) {
      outcome = error instanceof DomainError ? error.code : String(error);
    }
    parentPort?.postMessage({ vendor, name, outcome });
  }
}
