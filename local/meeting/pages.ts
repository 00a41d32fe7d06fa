/** Serves the sample meeting: a page at `/`, its sound, and the words spoken in it with their times. */

import { join } from "node:path";

import type { Pages } from "../launcher/page-server.ts";
import { sendFile } from "./send-file.ts";

interface Served {
  readonly file: string;
  readonly contentType: string;
}

const SERVED: ReadonlyMap<string, Served> = new Map([
  ["/", { file: "index.html", contentType: "text/html; charset=utf-8" }],
  ["/meeting.ogg", { file: "meeting.ogg", contentType: "audio/ogg" }],
  ["/script.json", { file: "script.json", contentType: "application/json" }],
]);

/** Knows these three paths and nothing else; resolves to false for another. */
export const meetingPages: Pages = async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const served = SERVED.get(pathname);
  if (served === undefined) return false;

  await sendFile(join(import.meta.dirname, served.file), served.contentType, request, response);
  return true;
};
