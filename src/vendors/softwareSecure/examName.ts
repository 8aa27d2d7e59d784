/** Characters outside ASCII, combining accents included. */
const NOT_ASCII = /[^\p{ASCII}]/gu;

/** Characters that PSI's file names exclude. */
const FORBIDDEN = /[[\]<>#:|!?/'"*\\]/g;

/** An exam's name in PSI's alphabet: without accents, `_` for forbidden characters, never empty. */
export function toExamName(name: string): string {
  const reduced = name.normalize('NFKD').replace(NOT_ASCII, '').replace(FORBIDDEN, '_');
  return reduced.trim() === '' ? 'Proctored Exam' : reduced;
}
