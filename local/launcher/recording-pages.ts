/** A page that plays one recording of the person's own in place of the sample meeting. */

import { statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { basename } from "node:path";
import { sendFile } from "../meeting/send-file.ts";
import type { Pages } from "./page-server.ts";

const SOUND_PATH = "/recording";

/**
 * Answers every request.
 * @throws {Error} With a sentence where there is no such file.
 */
export function recordingPages(file: string): Pages {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Error(`There is no file ${file}. Check the path after --audio.`);
  return async (request, response) => {
    // The browser finds out by itself what kind of sound it is.
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
