import { redactMembers } from './redactMembers.ts';

/** The members by which payloads name the attempt at the vendor. */
const EXTERNAL_ID_MEMBERS = ['ssiRecordLocator', 'appointment_id', 'external_id'];

/** Shorter values stand in a payload by chance, too. */
const MIN_VALUE_LENGTH = 8;

/** A payload without the external id of its attempt, wherever it stands. @param json valid JSON */
export function withoutExternalId(json: string): string {
  const values = new Set<string>();
  // By a list of what is still to be looked at: payloads may be nested deeper than calls can be.
  const open: unknown[] = [JSON.parse(json)];
  while (open.length > 0) {
    const value = open.pop();
    for (const [name, member] of typeof value === 'object' && value !== null ? Object.entries(value) : []) {
      const isId = EXTERNAL_ID_MEMBERS.includes(name) && typeof member === 'string';
      if (isId && member.length >= MIN_VALUE_LENGTH) values.add(member);
      open.push(member);
    }
  }
  let text = redactMembers(json, EXTERNAL_ID_MEMBERS);
  for (const value of values) text = text.replaceAll(new RegExp(RegExp.escape(value), 'gi'), '');
  return text;
}
