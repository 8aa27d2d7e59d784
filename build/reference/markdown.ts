export const GENERATED = (source: string): string =>
  `*Generated from ${source} by \`npm run docs\`; a test compares them.*`;

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replace(/ +/g, ' ');
  return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
