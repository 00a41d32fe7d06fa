import { beforeEach, expect, it, vi } from "vitest";
import { fail, ok, type Result } from "../../core/problem.ts";
import { addMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import type { Database } from "../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  click,
  held,
  storeAudio,
  one,
  openPanel,
  settle,
  store,
  text,
} from "./support/panel.ts";

interface ImportOptions {
  readonly database: Database;
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

const importing = vi.hoisted(() => ({
  audio: (_file: File, _options: ImportOptions): Promise<Result<{ meetingId: string }>> =>
    Promise.reject(new Error("not set")),
}));
vi.mock("../../entrypoints/sidepanel/transfer/import-audio.ts", () => ({
  importAudio: (file: File, options: ImportOptions) => importing.audio(file, options),
}));

beforeEach(() => {
  chromeNow.answer = () => ({ ok: true, value: null });
});

async function choose(
  file = new File(["RIFF\0"], "talk.wav", { type: "audio/wav" }),
): Promise<void> {
  await click("button", "Meetings");
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  expect(input?.accept).toContain("audio/*,video/*");
  Object.defineProperty(input, "files", { configurable: true, value: [file] });
  input?.dispatchEvent(new Event("change"));
  await settle();
}

/** Starts an import that stays at 50 % until `arrive`. */
function importHalf() {
  const outcome = Promise.withResolvers<Result<{ meetingId: string }>>();
  let options: ImportOptions | null = null;
  importing.audio = (_, given) => {
    options = given;
    given.onProgress(0.5);
    return outcome.promise;
  };
  return {
    outcome,
    async arrive(): Promise<void> {
      storeAudio("new", 80);
      if (options) await addMeeting(options.database, held({ id: "new", title: "talk" }));
      outcome.resolve(ok({ meetingId: "new" }));
      await settle();
    },
    signal: () => options?.signal,
  };
}

it("an import shows its progress, opens the meeting and requests its transcript", async () => {
  const half = importHalf();
  await openPanel();
  await choose();
  expect(text()).toContain("Importing talk.wav");
  expect(document.querySelector("progress")?.getAttribute("value")).toBe("0.5");
  expect(all("button", "Import…")).toEqual([]);
  await half.arrive();
  expect(one("heading", "talk").tagName).toBe("H1");
  expect(chromeNow.sent).toEqual([
    { to: "background", type: "transcribe", meetingId: "new", from: "offset" },
  ]);
});

it("an import does not open its meeting if the user has left the list", async () => {
  await store({ meetings: [held({ title: "Other", startedAt: Date.now() })] });
  const half = importHalf();
  await openPanel();
  await choose();
  await click("button", "Back");
  await half.arrive();
  expect(one("heading", "Other").tagName).toBe("H1");
  expect(chromeNow.sent).toHaveLength(1);
});

it("a cancelled import opens nothing and reports nothing", async () => {
  const half = importHalf();
  await openPanel();
  await choose();
  await click("button", "Cancel");
  expect(half.signal()?.aborted).toBe(true);
  half.outcome.reject(new DOMException("", "AbortError"));
  await settle();
  expect(one("alert").textContent).toBe("");
  expect(all("button", "Import…")).toHaveLength(1);
  expect(chromeNow.sent).toEqual([]);
});

it("a refused file shows the reason and what is wrong with it", async () => {
  importing.audio = async () => fail("imported-codec-unsupported", "Windows Media");
  await openPanel();
  await choose();
  const words = "Earshot can’t read “Windows Media”. Convert the file to MP3 or WAV.";
  expect(one("alert").textContent.trim()).toBe(words);
  expect(chromeNow.sent).toEqual([]);
});
