/** What is neither ASCII nor, as a mark upon a letter, worth keeping. */
const NOT_ASCII = /[^\p{ASCII}]/gu;

/** What PSI's file names cannot have. */
const FORBIDDEN = /[[\]<>#:|!?/'"*\\]/g;

/** An exam's name as PSI takes it: letters without their accents, `_` for what is forbidden. Never empty. */
export function toExamName(name: string): string {
  const reduced = name.normalize('NFKD').replace(NOT_ASCII, '').replace(FORBIDDEN, '_');
  return reduced.trim() === '' ? 'Proctored Exam' : reduced;
}
