import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TokenRequest } from "../../../core/protocol/worker-api.ts";
import { createSessionReports } from "../../../entrypoints/offscreen/recorder/session-reports.ts";
import { listGranted, storeGranted } from "../../../entrypoints/shared/granted-sessions.ts";

const SERVICE = { workerUrl: "https://worker.example", accessCode: "rose" };
const LONGEST_MS = 120_000;
const never = new AbortController().signal;

type Answer = (request: TokenRequest) => object | Promise<never>;

const granting: Answer = ({ grant }) => ({ ...GRANT, grant });
const GRANT = {
  token: "t",
  expires_in_seconds: 10,
  max_session_duration_seconds: 120,
  websocket_url: "wss://speech.example/v3/ws",
};
const lost: Answer = () => Promise.reject(new TypeError("Failed to fetch"));

let asked: { path: string; body: TokenRequest }[] = [];
let answer: Answer = granting;
let nowMs = 0;

beforeEach(async () => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  asked = [];
  answer = granting;
  nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  vi.stubGlobal("fetch", async (url: URL, { body }: { body: string }) => {
    const request = { path: url.pathname, body: JSON.parse(body) as TokenRequest };
    asked.push(request);
    return Response.json(
      request.path === "/v1/sessions" ? { settled: 1 } : await answer(request.body),
    );
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const open = () => {
  const reports = createSessionReports(true);
  return {
    ...reports,
    ask: () => reports.mint(SERVICE, LONGEST_MS, never),
    /** The machine waits, and another token follows. */
    end: () => reports.end(SERVICE, "backoff"),
    /** The machine rests after this session. */
    rest: () => reports.end(SERVICE, "closed"),
  };
};

/** Uses a session for six seconds. */
async function use(reports: ReturnType<typeof open>): Promise<string | undefined> {
  const reply = await reports.ask();
  reports.begin();
  nowMs += 6_000;
  reports.end();
  return reply.ok ? reply.value?.grant : undefined;
}

const stored = async () => (await listGranted()).map(({ grant, isOver }) => ({ grant, isOver }));

it("the request for a token names the session, its duration, and which sessions are over", async () => {
  const reports = open();
  const grant = await use(reports);
  await reports.ask();
  await reports.ask();
  expect(asked.map(({ body }) => body)).toEqual([
    { grant, max_session_duration_seconds: 120, ended: [] },
    {
      grant: expect.any(String),
      max_session_duration_seconds: 120,
      ended: [{ grant, used_seconds: 6 }],
    },
    { grant: expect.any(String), max_session_duration_seconds: 120, ended: [] },
  ]);
});

it("a session is reported without a token if none follows, and once", async () => {
  const reports = open();
  const grant = await use(reports);
  reports.rest();
  await expect.poll(stored).not.toContainEqual({ grant, isOver: true });
  reports.rest();
  expect(asked.slice(1)).toEqual([
    { path: "/v1/sessions", body: { ended: [{ grant, used_seconds: 6 }] } },
  ]);
});

it("a report that does not arrive is repeated, also by a later process", async () => {
  const reports = open();
  const grant = await use(reports);
  answer = lost;
  await reports.ask();
  await expect.poll(stored).toContainEqual({ grant, isOver: true });
  answer = granting;
  const later = open();
  await expect
    .poll(async () => {
      later.rest();
      return asked.at(-1);
    })
    .toEqual({ path: "/v1/sessions", body: { ended: [{ grant, used_seconds: 6 }] } });
});

it("a session that a crash left behind is reported by its last stored duration; a living one is not", async () => {
  const session = { workerUrl: SERVICE.workerUrl, usedSeconds: 60, isOver: false };
  await storeGranted({ ...session, grant: "crashed", storedAt: Date.now() - 6 * 60_000 });
  await storeGranted({ ...session, grant: "living", storedAt: Date.now() - 60_000 });
  const reports = open();
  await expect
    .poll(async () => {
      reports.rest();
      return asked.at(-1)?.body.ended;
    })
    .toEqual([{ grant: "crashed", used_seconds: 60 }]);
  await expect.poll(stored).toEqual([{ grant: "living", isOver: false }]);
});

it("the duration of a living session is stored once a minute", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const reports = open();
  await reports.ask();
  reports.begin();
  for (const ms of [59_000, 2_000]) {
    nowMs += ms;
    vi.setSystemTime(Date.now() + ms);
    reports.alive();
  }
  vi.useRealTimers();
  await expect.poll(listGranted).toMatchObject([{ usedSeconds: 61, isOver: false }]);
});

it("a session that another Worker granted is not reported to this one, and is forgotten after two days", async () => {
  const old = { usedSeconds: 1, isOver: true, storedAt: Date.now() - 3 * 86_400_000 };
  await storeGranted({ ...old, grant: "old", workerUrl: SERVICE.workerUrl });
  await storeGranted({
    ...old,
    grant: "foreign",
    workerUrl: "https://other.example",
    storedAt: Date.now(),
  });
  const reports = open();
  await expect
    .poll(async () => {
      reports.rest();
      return stored();
    })
    .toEqual([{ grant: "foreign", isOver: true }]);
  expect(asked).toEqual([]);
});

it("a Worker of an earlier version, which names no grant, gets no reports", async () => {
  answer = () => GRANT;
  const reports = open();
  await use(reports);
  reports.rest();
  expect(asked).toHaveLength(1);
  await expect.poll(stored).toEqual([]);
});

it("a token whose reply was abandoned is reported as unused", async () => {
  const leaving = new AbortController();
  const reports = createSessionReports(true);
  vi.stubGlobal("fetch", (_: URL, { signal }: { signal: AbortSignal }) => {
    const reply = new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
    leaving.abort();
    return reply;
  });
  await expect(reports.mint(SERVICE, LONGEST_MS, leaving.signal)).rejects.toThrow();
  reports.end(SERVICE, "backoff");
  await expect.poll(listGranted).toMatchObject([{ usedSeconds: 0, isOver: true }]);
});

it("a request that the Worker refused leaves nothing to report", async () => {
  answer = lost;
  const reports = open();
  await reports.ask();
  reports.end();
  await expect.poll(stored).toEqual([]);
});

it("the time since Begin is that of the last token's session", async () => {
  const reports = open();
  expect(reports.livedMs()).toBe(0);
  await reports.ask();
  reports.begin();
  nowMs += 6_000;
  expect(reports.livedMs()).toBe(6_000);
  reports.end();
  expect(reports.livedMs()).toBe(0);
});

it("a service that needs no token has nothing to report", async () => {
  const reports = createSessionReports(false);
  expect(await reports.mint(SERVICE, LONGEST_MS, never)).toEqual({ ok: true, value: null });
  reports.begin();
  reports.end(SERVICE, "closed");
  expect(asked).toEqual([]);
});
