import { redactMembers } from './redactMembers.ts';

/** Payload members that hold the external id: of PSI, of Examity (`appointment_id`), of the other vendors. */
const EXTERNAL_ID_MEMBERS = ['ssiRecordLocator', 'appointment_id', 'external_id'];

/** Shorter values may occur in a payload by coincidence. */
const MIN_VALUE_LENGTH = 8;

/**
 * Removes the external id of the attempt from its members in a payload, and from every text if it has at least 8 characters.
 * @param json valid JSON
 */
export function redactExternalIdFromPayload(json: string): string {
  const values = new Set<string>();
  // No recursion: payloads may be nested more deeply than the call stack.
  const pending: unknown[] = [JSON.parse(json)];
  while (pending.length > 0) {
    const value = pending.pop();
    for (const [name, member] of typeof value === 'object' && value !== null ? Object.entries(value) : []) {
      const isId = EXTERNAL_ID_MEMBERS.includes(name) && typeof member === 'string';
      if (isId && member.length >= MIN_VALUE_LENGTH) values.add(member);
      pending.push(member);
    }
  }
  let text = redactMembers(json, EXTERNAL_ID_MEMBERS);
  for (const value of values) text = text.replaceAll(new RegExp(RegExp.escape(value), 'gi'), '');
  return text;
}
