/** The length of a URL in its normalised form, in characters. */
export const MAX_URL_LENGTH = 2048;

/** Names that no public name server resolves. */
const INTERNAL_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa|test|invalid)$/;
const MIN_PORT = 1024;

export interface UrlRules {
  /** Whether `http` to this machine is permitted: in the local stack. */
  permitsLocalHttp: boolean;
  isPublicAddress: (address: string) => boolean;
}

/**
 * The normalised URL of a webhook, or the fault that shows in it. The addresses behind a name are checked by each delivery,
 * because they may change.
 */
export function checkWebhookUrl(text: string, rules: UrlRules): { url: string } | { fault: string } {
  const url = URL.parse(text);
  if (!url) return { fault: 'must be a URL such as https://lms.example.edu/proctoring/events' };
  const fault = faultOf(url, rules);
  return fault === undefined ? { url: url.href } : { fault };
}

function faultOf(url: URL, { permitsLocalHttp, isPublicAddress }: UrlRules): string | undefined {
  if (url.href.length > MAX_URL_LENGTH) return `must have at most ${MAX_URL_LENGTH} characters`;
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password';
  if (url.hash !== '' || url.href.endsWith('#')) return 'must not contain a fragment';
  const isPermittedPort = url.port === '' || Number(url.port) >= MIN_PORT;
  if (!isPermittedPort) return `must have the port 443, or one from ${MIN_PORT}`;
  if (permitsLocalHttp && url.protocol === 'http:' && isThisMachine(url)) return undefined;
  if (url.protocol !== 'https:') return 'must begin with https://';
  return isPublicHost(url, isPublicAddress) ? undefined : 'must have a public host';
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

function isPublicHost({ hostname }: URL, isPublicAddress: (address: string) => boolean): boolean {
  if (hostname.startsWith('[')) return isPublicAddress(hostname.slice(1, -1));
  // The parser has normalised all forms of an IPv4 address, such as 0x7f.1.
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return isPublicAddress(hostname);
  const name = hostname.replace(/\.$/, '');
  return name.includes('.') && !INTERNAL_NAME.test(name);
}
