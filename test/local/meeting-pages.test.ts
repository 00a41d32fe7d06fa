import { stat } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { servePages, type PageServer, parseRange } from "../../local/meeting/page-server.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";

const SOUND = join(import.meta.dirname, "../../local/meeting/meeting.ogg");

let server: PageServer;
let size: number;
beforeAll(async () => {
  server = await servePages(meetingPages);
  ({ size } = await stat(SOUND));
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(path, server.url), { headers });

it("the audio of the sample meeting is a small file", () => {
  expect(size).toBeLessThan(600_000);
});

describe("meetingPages", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/?audio=http://localhost/other.wav", "text/html; charset=utf-8"],
    ["/meeting.ogg", "audio/ogg"],
    ["/script.json", "application/json"],
  ])("serves %s as %s", async (path, contentType) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(contentType);
    expect((await answer.arrayBuffer()).byteLength).toBe(
      Number(answer.headers.get("content-length")),
    );
  });

  it.each(["/make.ts", "/meeting-pages.ts", "/%2e%2e/start.ts", "/constructor"])(
    "does not know %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it("sends the requested range", async () => {
    const answer = await get("/meeting.ogg", { range: "bytes=100-199" });
    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toBe(`bytes 100-199/${size}`);
    expect((await answer.arrayBuffer()).byteLength).toBe(100);
  });

  it("refuses a range behind the end", async () => {
    const answer = await get("/meeting.ogg", { range: `bytes=${size}-` });
    expect(answer.status).toBe(416);
    expect(answer.headers.get("content-range")).toBe(`bytes */${size}`);
  });
});

describe("parseRange for 1000 bytes", () => {
  it.each([
    [undefined, null],
    ["bytes=0-", { start: 0, end: 999 }],
    ["bytes=10-19", { start: 10, end: 19 }],
    ["bytes=990-2000", { start: 990, end: 999 }],
    ["bytes=-100", { start: 900, end: 999 }],
    ["bytes=-5000", { start: 0, end: 999 }],
    ["bytes=1000-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=0-1,5-6", null],
    ["bytes=-", null],
    ["items=0-1", null],
  ])("parses %s", (header, range) => {
    expect(parseRange(header, 1000)).toEqual(range);
  });
});
