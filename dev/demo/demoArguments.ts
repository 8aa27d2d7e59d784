import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/commandError.ts';

/** @throws UsageError in one line */
export function readDemoArguments(args: string[]): { url: string | undefined; help: boolean } {
  try {
    const options = { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    const { url, help = false } = parseArgs({ args, options }).values;
    if (url !== undefined && !/^https?:/.test(URL.parse(url)?.protocol ?? '')) {
      throw new Error('--url must be a URL such as http://localhost:3000');
    }
    return { url, help };
  } catch (error) {
    // parseArgs appends advice about positional arguments; the command has none.
    const [problem] = (error as Error).message.split(/\.(?:\s|$)/);
    throw new UsageError(`${problem}. See npm run demo -- --help.`);
  }
}
