import { functionEnvironment } from '../../dev/functionEnvironment.ts';

/** Settings with which every handler can be loaded; nothing listens at the endpoint. */
export const HANDLER_SETTINGS: Readonly<Record<string, string>> = {
  ...functionEnvironment('http://127.0.0.1:9', {}),
  STAGE: 'local',
  ...Object.fromEntries(
    ['ATTEMPTS', 'DIRECTORY', 'HISTORY', 'REVIEWS', 'EXAMS', 'EVENTS', 'WEBHOOKS', 'RECORDS'].map(name => [
      `${name}_TABLE`,
      name.toLowerCase(),
    ]),
  ),
};
