import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../../build/openapi/document.ts';
import type { Answer } from '../../src/api/http/answer.ts';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import type { Route } from '../../src/api/http/router.ts';
import { log } from '../../src/platform/log.ts';
import { createExamples } from '../examples/createExamples.ts';

/** Swagger UI has a layout for wide screens only: tables become blocks, lines wrap, dialogs fit the screen. */
const NARROW_SCREENS = `
body { margin: 0; }
@media (max-width: 640px) {
  .swagger-ui .wrapper, .swagger-ui .scheme-container .schemes { padding: 0 12px; }
  .swagger-ui .information-container .info { margin: 20px 0; }
  .swagger-ui .info .title { font-size: 28px; overflow-wrap: anywhere; }
  .swagger-ui .scheme-container { padding: 16px 0; }
  .swagger-ui .servers > label, .swagger-ui .servers > label select { display: block; margin: 0; max-width: 100%; width: 100%; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag small { flex: 1 1 100%; padding: 0; }
  .swagger-ui .opblock .opblock-summary-control { flex-wrap: wrap; gap: 4px 8px; min-width: 0; }
  .swagger-ui .opblock .opblock-summary-method { min-width: 60px; padding: 6px 0; }
  .swagger-ui .opblock .opblock-summary-path-description-wrapper { flex: 1 1 100%; padding: 0; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; padding: 0; }
  .swagger-ui .opblock .opblock-summary-path a { overflow-wrap: anywhere; word-break: normal; }
  .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap; gap: 8px; padding: 8px 12px; }
  .swagger-ui .opblock .opblock-section-header > label { margin: 0; }
  .swagger-ui .opblock-body .opblock-description-wrapper, .swagger-ui .responses-inner, .swagger-ui .table-container { padding: 12px; }
  .swagger-ui .table-container table, .swagger-ui .table-container tbody, .swagger-ui .table-container tr, .swagger-ui .table-container td,
  .swagger-ui table.responses-table, .swagger-ui table.responses-table > tbody, .swagger-ui table.responses-table > tbody > tr,
  .swagger-ui table.responses-table > tbody > tr > td, .swagger-ui table.headers, .swagger-ui table.headers tbody, .swagger-ui table.headers tr,
  .swagger-ui table.headers td { box-sizing: border-box; display: block; min-width: 0; max-width: 100% !important; padding-left: 0; padding-right: 0; width: 100%; }
  .swagger-ui .table-container thead, .swagger-ui table.responses-table thead, .swagger-ui table.headers thead { display: none; }
  .swagger-ui .parameters-col_name, .swagger-ui .parameters-col_description { max-width: 100%; padding: 4px 0; width: 100%; }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select { max-width: 100%; width: 100%; }
  .swagger-ui .response-col_status { font-weight: bold; padding-bottom: 0; }
  .swagger-ui .responses-inner h4, .swagger-ui .responses-inner h5 { margin: 8px 0; }
  .swagger-ui .response-control-media-type__title, .swagger-ui .markdown, .swagger-ui .renderedMarkdown { overflow-wrap: anywhere; }
  .swagger-ui .markdown p, .swagger-ui .renderedMarkdown p { margin: 0.5em 0; }
  .swagger-ui pre, .swagger-ui .curl { max-width: 100%; overflow-x: auto; }
  .swagger-ui .dialog-ux .modal-ux { max-width: calc(100vw - 16px); min-width: 0; width: calc(100vw - 16px); }
  .swagger-ui .dialog-ux .modal-ux-content { padding: 12px; }
  .swagger-ui .auth-container input[type="text"], .swagger-ui .auth-container input[type="password"] { box-sizing: border-box; min-width: 0; width: 100%; }
  .swagger-ui .json-schema-2020-12 { overflow-wrap: anywhere; }
}
`;

/** The documentation page at /docs: Swagger UI with openapi.json, served from this machine. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Proctoring API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="data:,">
<style>${NARROW_SCREENS}</style>
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script type="module" src="/docs/start.js"></script>
</body>
</html>
`;

/**
 * Swagger UI's own resolution of references processes the whole document whenever an operation opens, which takes seconds. All
 * references of this document are local: the operation's part is enough.
 */
const RESOLUTION = `const at = (value, path) => path.reduce((part, key) => part?.[key], value);

/** A copy of a part of the document with the target in place of each reference, except inside the target itself. */
function resolved(part, open = []) {
  if (Array.isArray(part)) return part.map(item => resolved(item, open));
  if (part === null || typeof part !== 'object') return part;
  const { $ref, ...own } = part;
  const entries = Object.fromEntries(Object.entries(own).map(([key, value]) => [key, resolved(value, open)]));
  if (typeof $ref !== 'string') return entries;
  if (open.includes($ref)) return part;
  return { ...resolved(at(spec, $ref.slice(2).split('/')), [...open, $ref]), ...entries };
}
`;

/**
 * Servers are resolved against the page's address, for the curl lines. Swagger UI's validator, an external service, is off. The
 * token survives a reload. Execute would fail without a word until its operation is resolved: it is shown from then on.
 */
const START = `const response = await fetch('/openapi.json');
const spec = await response.json();
const servers = spec.servers.map(server => ({ ...server, url: new URL(server.url, location.origin).href.replace(/\\/$/, '') }));
${RESOLUTION}
SwaggerUIBundle({
  plugins: [
    () => ({
      fn: { resolveSubtree: async (document, path) => ({ spec: resolved(at(document, path)), errors: [] }) },
      wrapComponents: {
        execute: (Execute, { React }) => props => props.operation.size > 0 ? React.createElement(Execute, props) : null,
      },
    }),
  ],
  spec: { ...spec, servers },
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** No external sources; Swagger UI needs inline styles and data URLs for its icons. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const script = (text: string) => file('text/javascript', text);
const asset = (url: string) => readFileSync(fileURLToPath(url), 'utf8');

const routes: Route[] = [
  // npm start prints this address.
  route('/', () => ({ status: 302, headers: { location: '/docs' } })),
  route('/docs', () => file('text/html', PAGE, { 'content-security-policy': CONTENT_SECURITY_POLICY })),
  route('/docs/start.js', () => script(START)),
  route('/docs/swagger-ui-bundle.js', () => script(asset(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')))),
  route('/docs/swagger-ui.css', () => file('text/css', asset(import.meta.resolve('swagger-ui-dist/swagger-ui.css')))),
  route('/openapi.json', async () => {
    await createExamplesOnce();
    return { status: 200, json: openApiDocument() };
  }),
];

let creation: Promise<void> | undefined;

/** A failure is logged and retried at the next request; the page works without examples. */
async function createExamplesOnce(): Promise<void> {
  creation ??= createExamples(process.env);
  await creation.catch(error => {
    creation = undefined;
    log.error('the examples of the documentation were not created', { error });
  });
}

function route(path: string, endpoint: Route['endpoint']): Route {
  return { method: 'GET', path, endpoint };
}

function file(type: string, text: string, headers: Record<string, string> = {}): Answer {
  return { status: 200, text, headers: { 'content-type': `${type}; charset=utf-8`, ...headers } };
}

export const handler = httpFunction(routes);
