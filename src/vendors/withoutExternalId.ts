import { redactMembers } from './redactMembers.ts';

/** The members by which payloads name the attempt at the vendor. */
const EXTERNAL_ID_MEMBERS = ['ssiRecordLocator', 'appointment_id', 'external_id'];

/** Shorter values stand in a payload by chance, too. */
const MIN_VALUE_LENGTH = 8;

/** A payload without the external id of its attempt, wherever it stands. @param json valid JSON */
export function withoutExternalId(json: string): string {
  const values = new Set<string>();
  JSON.parse(json, (name, value) => {
    if (EXTERNAL_ID_MEMBERS.includes(name) && typeof value === 'string' && value.length >= MIN_VALUE_LENGTH) {
      values.add(value);
    }
    return value;
  });
  let text = redactMembers(json, EXTERNAL_ID_MEMBERS);
  for (const value of values) text = text.replaceAll(new RegExp(RegExp.escape(value), 'gi'), '');
  return text;
}
