/** Serves pages to record over HTTP, with byte ranges: without them `<audio>` cannot seek (RFC 9110, section 14). */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** Answers a request, or resolves to false for an unknown path. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/** Listens on any free port. */
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

export interface ByteRange {
  readonly start: number;
  /** Inclusive, as in HTTP. */
  readonly end: number;
}

/**
 * @param size Bytes of the file.
 * @returns the range of a `Range` header; `null` for none, several ranges or another unit, which a server may ignore
 *   and send the whole; "unsatisfiable" if the file has no byte in it
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return null;
  const range =
    first === ""
      ? { start: Math.max(0, size - Number(last)), end: size - 1 }
      : { start: Number(first), end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
  return range.start > range.end ? "unsatisfiable" : range;
}

export async function sendFile(
  path: string,
  contentType: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size } = await stat(path);
  const range = parseRange(request.headers.range, size);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "content-range": `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range === null ? 200 : 206, {
    "content-type": contentType,
    "content-length": end - start + 1,
    "accept-ranges": "bytes",
    "cache-control": "no-cache",
    ...(range && { "content-range": `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  createReadStream(path, { start, end })
    .on("error", (error) => response.destroy(error))
    .pipe(response);
}
