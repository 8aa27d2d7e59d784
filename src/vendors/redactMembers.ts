/**
 * JSON text with the value of every member of one of the names replaced by an empty string, all other bytes untouched.
 * @param json valid JSON
 */
export function redactMembers(json: string, names: readonly string[]): string {
  const parts: string[] = [];
  let copiedUpTo = 0;
  for (let at = json.indexOf('"'); at >= 0; ) {
    const end = endOfString(json, at);
    const value = memberValueAfter(json, end);
    const isRedacted = value !== undefined && names.includes(JSON.parse(json.slice(at, end)));
    if (isRedacted) {
      parts.push(json.slice(copiedUpTo, value), '""');
      copiedUpTo = endOfValue(json, value);
    }
    at = json.indexOf('"', isRedacted ? copiedUpTo : end);
  }
  parts.push(json.slice(copiedUpTo));
  return parts.join('');
}

const WHITESPACE = /[ \t\r\n]/;

/** The end of a value: before the white space, the comma or the bracket that follows it. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === '"') at = endOfString(json, at) - 1;
    else if ('{['.includes(character)) depth++;
    else if ('}]'.includes(character) && --depth < 0) return at;
    else if (depth === 0 && (character === ',' || WHITESPACE.test(character))) return at;
  }
  return json.length;
}

/** The end of a string: after the first quote that an even number of backslashes precedes. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

/** The start of the value, if the string that ended at `end` was a member's name. */
function memberValueAfter(json: string, end: number): number | undefined {
  const colon = skipWhitespace(json, end);
  return json[colon] === ':' ? skipWhitespace(json, colon + 1) : undefined;
}

function skipWhitespace(json: string, from: number): number {
  let at = from;
  while (WHITESPACE.test(json.charAt(at))) at++;
  return at;
}
