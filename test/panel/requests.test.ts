import { beforeEach, describe, expect, it, vi } from "vitest";
import { ok } from "../../core/problem.ts";
import type { Responders } from "../../core/protocol/control.ts";
import { listErrors } from "../../entrypoints/shared/diagnostics-log.ts";
import { answerRequests, askBackground } from "../../entrypoints/shared/requests.ts";
import { sendCommand } from "../../entrypoints/sidepanel/send-command.ts";
import { chromeNow } from "./support/chrome.ts";

type Listener = (message: unknown, sender: unknown, respond: (answer: unknown) => void) => boolean;

let listener: Listener = () => false;

const chrome: { runtime: object } = Reflect.get(globalThis, "chrome");
Object.assign(chrome.runtime, {
  onMessage: { addListener: (added: Listener) => (listener = added) },
});

const RESPONDERS: Responders<"background"> = {
  start: async () => ok({ meetingId: "m" }),
  stop: async () => ok(null),
  act: async () => ok(null),
  transcribe: async () => ok(null),
  "edit-lines": async () => ok(null),
  deliver: async () => ok(null),
  "make-note": async () => ok(null),
  "cancel-note": async () => ok(null),
  phase: async () => ok(null),
  "look-at-source": async () => ok(null),
  "notes-ready": async () => ok(null),
  idle: async () => ok(null),
};

const answerTo = (message: object): Promise<unknown> =>
  new Promise((resolve) => {
    if (!listener(message, {}, resolve)) resolve("no listener");
  });

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

describe("answerRequests", () => {
  it("answers a request by its type", async () => {
    answerRequests("background", RESPONDERS);
    const message = { to: "background", type: "start", request: { source: "mic" } };
    expect(await answerTo(message)).toEqual(ok({ meetingId: "m" }));
  });

  it("leaves requests to other contexts alone", async () => {
    answerRequests("background", RESPONDERS);
    expect(await answerTo({ to: "offscreen", type: "stop" })).toBe("no listener");
  });

  it("logs a bug of a responder and answers with it", async () => {
    answerRequests("background", { ...RESPONDERS, stop: () => Promise.reject(new Error("oh")) });
    expect(await answerTo({ to: "background", type: "stop" })).toEqual({
      ok: false,
      problem: { reason: "unexpected", detail: "Error: oh" },
    });
    await vi.waitFor(async () =>
      expect(await listErrors()).toMatchObject([{ where: 'answering "stop"' }]),
    );
  });
});

describe("sendCommand", () => {
  it("returns the answer", async () => {
    chromeNow.answer = () => ok(null);
    expect(await sendCommand({ to: "background", type: "stop" })).toEqual(ok(null));
  });

  const CLOSED = [
    "A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received",
    "The message port closed before a response was received.",
  ];

  it.each(CLOSED)("sends a request again if the service worker died: %s", async (sentence) => {
    let count = 0;
    chromeNow.answer = () =>
      count++ === 0 ? Promise.reject(new Error(sentence)) : ok({ meetingId: "m" });
    const request = { source: "mic" } as const;
    const message = { to: "background", type: "start", request } as const;
    expect(await sendCommand(message, async () => null)).toEqual(ok({ meetingId: "m" }));
    expect(count).toBe(2);
    expect(await listErrors()).not.toContainEqual(
      expect.objectContaining({ where: 'sending "start"' }),
    );
  });

  it("does not send a request again that failed while the service worker lived", async () => {
    let count = 0;
    chromeNow.answer = () => {
      count++;
      return Promise.reject(new Error("gone"));
    };
    const message = { to: "background", type: "start", request: { source: "mic" } } as const;
    expect(await sendCommand(message, async () => null)).toMatchObject({ ok: false });
    expect(count).toBe(1);
  });

  it("does not repeat a request that was carried out", async () => {
    let count = 0;
    chromeNow.answer = () => {
      count++;
      return Promise.reject(new Error(CLOSED[0]));
    };
    const message = { to: "background", type: "start", request: { source: "mic" } } as const;
    const begun = ok({ meetingId: "begun" });
    expect(await sendCommand(message, async () => begun)).toEqual(begun);
    expect(count).toBe(1);
  });

  it("reports a service worker that dies twice, or at a request that is not repeated", async () => {
    let count = 0;
    chromeNow.answer = () => {
      count++;
      return Promise.reject(new Error(CLOSED[0]));
    };
    const message = { to: "background", type: "start", request: { source: "mic" } } as const;
    expect(await sendCommand(message, async () => null)).toMatchObject({ ok: false });
    expect(count).toBe(2);
    expect(await sendCommand({ to: "background", type: "stop" })).toMatchObject({ ok: false });
    expect(count).toBe(3);
  });

  it.each([
    ["does not answer", () => undefined, "No answer from the service worker."],
    ["can't be reached", () => Promise.reject(new Error("gone")), "gone"],
  ])("reports a service worker that %s, and logs it", async (_, answer, detail) => {
    chromeNow.answer = answer;
    expect(await sendCommand({ to: "background", type: "stop" })).toEqual({
      ok: false,
      problem: { reason: "unexpected", detail },
    });
    await vi.waitFor(async () =>
      expect(await listErrors()).toMatchObject([{ where: 'sending "stop"' }]),
    );
  });
});

it("a request, its fields and its answer belong together", () => {
  // Compiled, not run: each line would be accepted if answers were casts.
  const lines = async (): Promise<void> => {
    const stopped = await sendCommand({ to: "background", type: "stop" });
    // @ts-expect-error The answer to Stop names no meeting.
    if (stopped.ok) void stopped.value.meetingId;
    // @ts-expect-error Start needs to know what to record.
    await sendCommand({ to: "background", type: "start" });
    // @ts-expect-error Only the offscreen document reports that it is idle.
    await sendCommand({ to: "background", type: "idle" });
    // @ts-expect-error The answer to a look at the source is a problem or null.
    const seen: { ok: true; value: string } = await askBackground({
      to: "background",
      type: "look-at-source",
    });
    void seen;
    // @ts-expect-error A responder is missing.
    answerRequests("offscreen", { stop: async () => ok(null) });
  };
  expect(lines).toBeTypeOf("function");
});
