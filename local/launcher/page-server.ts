/** Serves the page whose sound is recorded, over HTTP as a meeting's own would be. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers a request, or resolves to false when it does not know the path. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/** On any free port. */
export async function servePages(pages: Pages): Promise<PageServer> {
  const server = createServer((request, response) => {
    pages(request, response).then(
      (known) => known || response.writeHead(404).end(),
      (error: Error) => response.destroy(error),
    );
  });
  await once(server.listen(0, HOST), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
