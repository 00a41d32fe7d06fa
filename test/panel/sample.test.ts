import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { ok } from "../../core/problem.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { listMeetings } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./support/chrome.ts";
import { chooseOf, titles } from "./support/library.ts";
import {
  all,
  audioFiles,
  click,
  held,
  one,
  openPanel,
  settle,
  store,
  storeAudio,
  text,
} from "./support/panel.ts";

const SAMPLES = 16_000;
vi.mock("../../entrypoints/sidepanel/transfer/import-thread.ts", () => ({
  async decodeInThread({ meetingId }: { readonly meetingId: string }) {
    storeAudio(meetingId, 1);
    return ok({ samples: SAMPLES, channels: ["tab"], startedAt: 0 });
  },
}));

const TITLE = "Harbor weekly";
const OPEN = "Open the sample meeting";

/** Files of the package and where `wxt.config.ts` takes them from. */
const PACKAGED: Readonly<Record<string, string>> = {
  "/sample/meeting.ogg": "sample.ogg",
  "/sample/script.json": "script.json",
  "/sample/notes.md": "notes.md",
};

beforeEach(() => {
  chromeNow.write = async () => {};
  vi.spyOn(globalThis, "fetch").mockImplementation(async (path) => {
    const file = PACKAGED[String(path)] ?? "";
    const folder = join(import.meta.dirname, "../../local/meeting");
    return new Response(new Uint8Array(await readFile(join(folder, file))));
  });
});

async function openSample(): Promise<void> {
  await openPanel(DEFAULT_SETTINGS);
  await click("button", OPEN);
}

async function meetings() {
  const database = await openDatabase();
  const stored = await listMeetings(database);
  database.close();
  return stored;
}

it("the sample is offered, and not in the library before it is opened", async () => {
  await openPanel(DEFAULT_SETTINGS);
  expect(all("button", OPEN)).toHaveLength(1);
  await click("button", "Meetings");
  expect(titles()).toEqual([]);
  expect(fetch).not.toHaveBeenCalled();
});

it("the sample opens on its notes, and says that it is one and who wrote them", async () => {
  await openSample();
  expect(one("heading", TITLE).tagName).toBe("H1");
  expect(one("tab", "Notes").getAttribute("aria-selected")).toBe("true");
  expect(document.querySelector("header")?.textContent).toContain("Sample · 0:01");
  expect(text()).toContain("Release the search page on Friday, 12 March.");
  expect(text()).toContain("Written by hand for this sample");
  expect(text()).toContain("11 statements checked against the transcript: 0 marked.");
});

it("the sample is complete: nothing is transcribed or written for it", async () => {
  await openSample();
  expect(chromeNow.sent).toEqual([]);
  expect(text()).not.toContain("not transcribed yet");
  expect(audioFiles()).toHaveLength(1);
});

it("a citation of the sample leads to what a named speaker said", async () => {
  await openSample();
  await click("button", "Go to 0:36 in the transcript");
  expect(one("tab", "Transcript").getAttribute("aria-selected")).toBe("true");
  const said = all("article").find((each) => each.textContent.includes("before you publish"));
  expect(said?.textContent).toContain("Laura");
});

it("the sample is marked in the list and deleted like any meeting", async () => {
  await openSample();
  await click("button", "Meetings");
  expect(titles()).toEqual([TITLE]);
  expect(one("listitem").textContent).toContain("Sample");
  await chooseOf(TITLE, "Delete");
  expect(titles()).toEqual([]);
  expect(await meetings()).toEqual([]);
  await click("button", "Back");
  await click("tab", "Transcript");
  expect(all("button", OPEN)).toHaveLength(1);
});

it("two clicks add one sample", async () => {
  await openPanel(DEFAULT_SETTINGS);
  const button = one("button", OPEN);
  button.click();
  button.click();
  await settle();
  await vi.waitFor(() => expect(all("heading", TITLE)).toHaveLength(1));
  expect(await meetings()).toHaveLength(1);
});

it("a sample that another panel has added is opened, not added again", async () => {
  await openPanel(DEFAULT_SETTINGS);
  await store({ meetings: [held({ title: "Renamed", isSample: true })] });
  await click("button", OPEN);
  expect(one("heading", "Renamed").tagName).toBe("H1");
  expect(await meetings()).toHaveLength(1);
});
