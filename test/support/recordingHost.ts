import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another site, such as a vendor's, which notes what browsers tell it. */
export async function startRecordingHost() {
  const visits: { url: string; referrer: string | undefined }[] = [];
  const note = ({ url = '', headers }: IncomingMessage) => {
    if (!url.includes('favicon')) visits.push({ url, referrer: headers.referer });
  };
  const server = createServer((request, response) => {
    note(request);
    // Whether the page can be reached from here, and what it tells.
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
