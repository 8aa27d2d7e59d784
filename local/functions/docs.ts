import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answer } from '../../src/http/answer.ts';
import { httpFunction } from '../../src/http/httpFunction.ts';
import type { Route } from '../../src/http/routing.ts';
import { log } from '../../src/log.ts';
import { makeExamples } from '../examples/makeExamples.ts';
import { openApiDocument } from '../openapi/document.ts';

/** The documentation page at /docs: Swagger UI on openapi.json, all of it from this machine. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Proctoring API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script type="module" src="/docs/start.js"></script>
</body>
</html>
`;

/**
 * The document names no host: the address shown, and that of its curl lines, is the one that the page was opened at. The
 * validator that Swagger UI would show a badge of is somebody else's. A token that was entered outlives a reload.
 */
const START = `const response = await fetch('/openapi.json');
const spec = await response.json();
const servers = spec.servers.map(server => ({ ...server, url: new URL(server.url, location.origin).href.replace(/\\/$/, '') }));
SwaggerUIBundle({
  spec: { ...spec, servers },
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** Nothing from elsewhere; Swagger UI sets styles and draws its icons by itself. */
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
  // The address that npm start prints.
  route('/', () => ({ status: 302, headers: { location: '/docs' } })),
  route('/docs', () => file('text/html', PAGE, { 'content-security-policy': CONTENT_SECURITY_POLICY })),
  route('/docs/start.js', () => script(START)),
  route('/docs/swagger-ui-bundle.js', () => script(asset(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')))),
  route('/docs/swagger-ui.css', () => file('text/css', asset(import.meta.resolve('swagger-ui-dist/swagger-ui.css')))),
  route('/openapi.json', async () => {
    await examplesMade();
    return { status: 200, json: openApiDocument() };
  }),
];

let making: Promise<void> | undefined;

/** The page is shown, too, where the objects of its examples cannot be created. */
async function examplesMade(): Promise<void> {
  making ??= makeExamples(process.env);
  await making.catch(error => {
    making = undefined;
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
