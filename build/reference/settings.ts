import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { cell, GENERATED, table } from './markdown.ts';

interface Setting {
  name: string;
  description: string;
  defaultValue: string;
}

/** Settings that the deployment reads, not the functions. */
const DEPLOYMENT_SETTINGS: readonly Setting[] = [
  {
    name: 'ALARM_TOPIC_ARN',
    description: 'SNS topic that the alarms notify: docs/operations.md#alarms.',
    defaultValue: 'none',
  },
  {
    name: 'ARCHIVE_RESERVED_CONCURRENCY',
    description: 'Concurrency reserved for the function that writes the history: docs/deploying.md#limits.',
    defaultValue: 'none',
  },
  { name: 'AWS_REGION', description: 'Region of the stage.', defaultValue: '`eu-central-1`' },
  {
    name: 'NOTIFICATIONS_RESERVED_CONCURRENCY',
    description: 'Concurrency reserved for the function that notifies vendors: docs/deploying.md#limits.',
    defaultValue: 'none',
  },
  {
    name: 'SECRETS_KMS_KEY_ARN',
    description: 'Key that encrypts the secrets to which settings refer: docs/operations.md#secrets.',
    defaultValue: "the account's own",
  },
  {
    name: 'TAGS',
    description: 'JSON object of tags for all resources, in addition to `Project` and `STAGE`.',
    defaultValue: '`{}`',
  },
  {
    name: 'THROTTLING',
    description:
      'Limits of API Gateway in requests a second, as JSON such as `{"default": {"rate": 5000, "burst": 2500}, "routes": {"GET /health": {"rate": 50, "burst": 50}}}`: docs/deploying.md#limits.',
    defaultValue: 'anonymous routes only',
  },
];

/** A documentation comment with `@defaultValue`, and the setting below it. */
const SETTING_COMMENT = /\/\*\*((?:(?!\*\/).)*)@defaultValue((?:(?!\*\/).)*)\*\/\s+([A-Z][A-Z0-9_]*):/gs;

/** The settings that functions read, from the comments in their sources. */
function functionSettings(): Setting[] {
  const sources = globSync('src/**/*.ts', { cwd: PROJECT_ROOT }).map(file =>
    readFileSync(join(PROJECT_ROOT, file), 'utf8'),
  );
  return sources.flatMap(source =>
    [...source.matchAll(SETTING_COMMENT)].map(([, description = '', defaultValue = '', name = '']) => ({
      name,
      description: unwrapLines(description),
      defaultValue: unwrapLines(defaultValue),
    })),
  );
}

export function documentedSettings(): string[] {
  return [...functionSettings(), ...DEPLOYMENT_SETTINGS].map(({ name }) => name);
}

/** docs/settings.md: every setting of a stage. */
export function settingsDocument(): string {
  return `# Settings

${GENERATED('the comments at the settings (`src`)')}

Settings are environment variables of the deployment, or of \`npm start\`. An empty value counts as not set. Functions read them once at start; an invalid
value stops the function, or \`npm start\`, with a message that names the setting and never its value. \`JWT_SECRET\`, \`VENDORS\`,
\`VIDEO_LINK_KEYS\`, \`WEBHOOK_KEYS\`, \`LAUNCH_COOKIE_KEY\` and \`EXAM_ACCESS_KEY\` may be references to [secrets](operations.md#secrets). The ports of the local stack are in
[try it](try-it.md#ports).

## Read by functions

${settingsTable(functionSettings())}

## Read by the deployment

${settingsTable(DEPLOYMENT_SETTINGS)}
`;
}

function settingsTable(settings: readonly Setting[]): string {
  const rows = settings.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(toRow);
  return table(['setting', 'meaning', 'default'], rows);
}

function toRow({ name, description, defaultValue }: Setting): string[] {
  return [`\`${name}\``, withLinks(cell(description)), cell(defaultValue)];
}

/** Turns paths of documents, which are relative to the project, into links. */
function withLinks(text: string): string {
  return text.replace(/docs\/([\w-]+)\.md(#[\w-]+)?/g, (_, name, anchor = '') => `[${name}](${name}.md${anchor})`);
}

function unwrapLines(comment: string): string {
  return comment.replace(/\s*\n\s*\*\s*/g, ' ').trim();
}
