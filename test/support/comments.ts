/** A comment of a source file, without its delimiters. */
export interface Comment {
  line: number;
  text: string;
}

const TOKEN = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
/** A regular expression stands where no value can precede a division. */
const REGULAR_EXPRESSION =
  /(?<=[(,=:[!&|?{};]\s*|^\s*|return\s+)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/gm;

const withoutExpressions = (source: string) => source.replace(REGULAR_EXPRESSION, match => ' '.repeat(match.length));

/** The source without its comments and regular expressions. */
export function codeOf(source: string): string {
  return withoutExpressions(source).replace(TOKEN, token => (token.startsWith('/') ? '' : token));
}

/** The comments of a TypeScript source, in order. */
export function commentsOf(source: string): Comment[] {
  const plain = withoutExpressions(source);
  return [...plain.matchAll(TOKEN)].flatMap(({ 0: token, index }) => {
    if (!token.startsWith('/')) return [];
    const text = token.replace(/^\/\*+|\*+\/$|^\/\//g, '').replace(/^\s*\* ?/gm, '');
    return [{ line: plain.slice(0, index).split('\n').length, text: text.trim() }];
  });
}

/** Where a TypeScript source uses one of these names by itself: no member of something else, no key of an object, nothing quoted. */
export function usesOf(names: readonly string[], source: string): { line: number; name: string }[] {
  const anyName = new RegExp(`(?<![\\w.$])(?:${names.join('|')})(?![\\w$]|\\??:)`, 'g');
  const toSpaces = (match: string) => match.replace(/[^\n]/g, ' ');
  const plain = withoutExpressions(source).replace(TOKEN, toSpaces);
  return [...plain.matchAll(anyName)].map(({ 0: name, index }) => ({
    line: plain.slice(0, index).split('\n').length,
    name,
  }));
}
