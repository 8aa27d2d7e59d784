import { brotliDecompressSync } from 'node:zlib';
import type { Environment } from '../../config/env.ts';
import { readStaffPageConfig, type StaffPageConfig } from '../../config/staffPage.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Answer } from '../http/answer.ts';
import type { EndpointRequest, Route } from '../http/router.ts';
import type { StaffFile, StaffFiles } from './files.ts';
import { pageDocument } from './pageDocument.ts';

/** The path of the page; every path below it that is no file shows the page, whose script reads the path. */
const PAGE = '/staff';
/** The folder of files, whose names change with their content. */
const FILES_FOLDER = 'files/';
const ONE_YEAR = 'public, max-age=31536000, immutable';

/** The staff page and its files. @throws ConfigError */
export function staffPageRoutes(env: Environment, files: StaffFiles): Route[] {
  const config = readStaffPageConfig(env);
  const headers = pageHeaders(config);
  const document = (request: EndpointRequest) =>
    htmlAnswer(pageDocument(config, files, request.basePath ?? ''), headers);
  return [
    { method: 'GET', path: PAGE, needsToken: false, endpoint: document },
    {
      method: 'GET',
      path: `${PAGE}/{path+}`,
      needsToken: false,
      endpoint: request => {
        const { path = '' } = request.params;
        if (!path.startsWith(FILES_FOLDER)) return document(request);
        const name = path.slice(FILES_FOLDER.length);
        const file = Object.hasOwn(files.files, name) ? files.files[name] : undefined;
        if (file === undefined) throw new DomainError('path_not_found', 'The staff page has no such file.');
        return fileAnswer(file, request.headers['accept-encoding']);
      },
    },
  ];
}

function htmlAnswer(text: string, headers: Record<string, string>): Answer {
  return { status: 200, text, headers };
}

function fileAnswer({ type, brotli }: StaffFile, acceptEncoding = ''): Answer {
  const headers = { 'content-type': type, 'cache-control': ONE_YEAR, vary: 'Accept-Encoding' };
  if (acceptsBrotli(acceptEncoding)) {
    return { status: 200, base64: brotli, headers: { ...headers, 'content-encoding': 'br' } };
  }
  return { status: 200, text: brotliDecompressSync(Buffer.from(brotli, 'base64')).toString(), headers };
}

function acceptsBrotli(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some(coding => /^\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)|$)/i.test(coding));
}

/** Nothing is loaded from elsewhere, no script or style is inline, and the browser rejects HTML from strings. */
function pageHeaders({ oidc }: StaffPageConfig): Record<string, string> {
  const urls = oidc ? [oidc.issuer, oidc.endpoints?.token ?? oidc.issuer] : [];
  const origins = [...new Set(urls.map(url => new URL(url).origin))];
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...origins].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'x-frame-options': 'DENY',
  };
}
