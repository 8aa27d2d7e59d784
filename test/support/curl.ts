/** The options of curl that the README uses, for machines without it: -s, -w, -X, -H, -d and a URL. */
const [url, options, after] = readArguments(process.argv.slice(2));
const response = await fetch(url, options);
process.stdout.write((await response.text()) + after);

function readArguments(args: string[]): [string, RequestInit, string] {
  const headers: Record<string, string> = {};
  const options: RequestInit = { headers };
  let [url, after] = ['', ''];
  for (let word = args.shift(); word !== undefined; word = args.shift()) {
    if (word === '-X') options.method = args.shift() ?? 'GET';
    else if (word === '-d') Object.assign(options, { body: args.shift(), method: options.method ?? 'POST' });
    else if (word === '-H') {
      const [name = '', value = ''] = (args.shift() ?? '').split(/: (.*)/);
      headers[name] = value;
    } else if (word === '-w') after = (args.shift() ?? '').replaceAll('\\n', '\n');
    else if (word !== '-s') url = word;
  }
  return [url, options, after];
}
