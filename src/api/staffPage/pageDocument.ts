import type { StaffPageConfig } from '../../config/staffPage.ts';
import type { StaffFiles } from './files.ts';

/** A check mark, in the page's accent colour. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%231d4e89'/%3E%3Cpath d='M4 8.5l3 3 5-6' fill='none' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E";

/** The page's HTML: its settings are data in a `meta` element, since nothing is inline. */
export function pageDocument(config: StaffPageConfig, { script, style }: StaffFiles, basePath: string): string {
  const folder = `${basePath}/staff/files`;
  const settings = { basePath, ...config };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="staff-page" content="${escapeHtml(JSON.stringify(settings))}">
<title>Proctoring</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${escapeHtml(`${folder}/${style}`)}">
<script type="module" src="${escapeHtml(`${folder}/${script}`)}"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The same data are available through the API.</noscript>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => ENTITIES[character] ?? '');
}
