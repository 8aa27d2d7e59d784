import { relative, sep } from 'node:path';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

/** What tests need to be started for them. */
export type SetupName = 'api' | 'e2e' | 'package' | 'dynamodb';

/** The setup that a test file needs, by its folder. */
export function setupOf(file: string): SetupName {
  const [, folder] = relative(PROJECT_ROOT, file).split(sep);
  return folder === 'api' || folder === 'e2e' || folder === 'package' ? folder : 'dynamodb';
}

/** The setups of a run with the functions that end them. Two loaders of modules in one process share them. */
export interface RunningSetups {
  runningSetups?: Map<SetupName, Promise<() => Promise<void>>>;
}
