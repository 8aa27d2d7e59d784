import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another site, such as a vendor's, that records the addresses and referrers of its visits. */
export async function startRecordingHost() {
  const visits: { url: string; referrer: string | undefined }[] = [];
  const recordVisit = ({ url = '', headers }: IncomingMessage) => {
    if (!url.includes('favicon')) visits.push({ url, referrer: headers.referer });
  };
  const server = createServer((request, response) => {
    recordVisit(request);
    // Whether the opener can be reached from here, and its address as the referrer.
    const script = 'document.title = JSON.stringify([window.opener === null, document.referrer])';
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title></title><script>${script}</script>`);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    visits,
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}
