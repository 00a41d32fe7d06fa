/** Pages to record: the sample meeting, or a recording of the user in its place. */

import { join, basename } from "node:path";
import { type Pages, sendFile } from "./page-server.ts";
import { statSync } from "node:fs";
import type { ServerResponse } from "node:http";

interface Served {
  readonly file: string;
  readonly contentType: string;
}

const SERVED: ReadonlyMap<string, Served> = new Map([
  ["/", { file: "index.html", contentType: "text/html; charset=utf-8" }],
  ["/meeting.ogg", { file: "meeting.ogg", contentType: "audio/ogg" }],
  ["/script.json", { file: "script.json", contentType: "application/json" }],
]);

/**
 * Serves the sample meeting: a page at `/`, its audio, and its words with their times. Resolves to false for other
 * paths.
 */
export const meetingPages: Pages = async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const served = SERVED.get(pathname);
  if (served === undefined) return false;

  await sendFile(join(import.meta.dirname, served.file), served.contentType, request, response);
  return true;
};

const SOUND_PATH = "/recording";

/**
 * Serves one recording on a page that answers every path.
 *
 * @throws {Error} With a sentence if the file does not exist.
 */
export function recordingPages(file: string): Pages {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Error(`There is no file ${file}. Check the path after --audio.`);
  return async (request, response) => {
    // The browser detects the type of audio.
    if (request.url === SOUND_PATH)
      await sendFile(file, "application/octet-stream", request, response);
    else sendPage(basename(file), response);
    return true;
  };
}

function sendPage(title: string, response: ServerResponse): void {
  const safeTitle = title.replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html>
<html lang="en">
  <title>${safeTitle}</title>
  <body style="font: 16px system-ui; padding: 2rem">
    <h1>${safeTitle}</h1>
    <audio id="meeting" src="${SOUND_PATH}" controls preload="auto"></audio>
  </body>
</html>`);
}
