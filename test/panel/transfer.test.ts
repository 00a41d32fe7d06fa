import { expect, it, vi } from "vitest";
import { chromeNow } from "./support/chrome.ts";
import { downloads } from "./support/downloads.ts";
import {
  all,
  choose,
  click,
  held,
  storeAudio,
  openMenu,
  openPanel,
  openRecorder,
  spoken,
  store,
  text,
} from "./support/panel.ts";

const entryNames = async (zip: Blob | undefined): Promise<string[]> => {
  const { unzipRaw } = await import("unzipit");
  const { entries } = await unzipRaw((await zip?.arrayBuffer()) ?? new ArrayBuffer());
  return entries.map(({ name }) => name.replace(/^.*\//, ""));
};

it("Export all leaves out a recording and says so", async () => {
  storeAudio("m", 1);
  storeAudio("live", 1);
  await store({
    meetings: [held(), held({ id: "live", title: "Now", state: "recording", startedAt: 1 })],
    turns: [spoken()],
  });
  openRecorder();
  await openPanel();
  await click("button", "Meetings");
  await click("button", "Export all");
  await vi.waitFor(() => expect(downloads).toHaveLength(1));
  expect(downloads[0]?.name).toMatch(/^Earshot meetings \d{4}-\d\d-\d\d \d\d\.\d\d\.zip$/);
  expect(await entryNames(downloads[0]?.blob)).toEqual([
    "meeting.json",
    "meeting.md",
    "meeting.txt",
    "meeting.srt",
    "meeting.vtt",
    "tab.wav",
  ]);
  expect(text()).toContain("The meeting that is being recorded was left out.");
  await click("button", "Dismiss");
  expect(text()).not.toContain("was left out");
});

it("Export all is hidden without meetings", async () => {
  await openPanel();
  await click("button", "Meetings");
  expect(all("button", "Export all")).toEqual([]);
  expect(all("button", "Import…")).toHaveLength(1);
});

it("JSON has the meeting without fields of this browser", async () => {
  await store({ meetings: [held({ finishesByItself: true })], turns: [spoken()] });
  await openPanel();
  await choose("Export", "JSON");
  await vi.waitFor(() => expect(downloads).toHaveLength(1));
  expect(downloads[0]?.name).toMatch(/^Weekly .*\.json$/);
  const file: unknown = JSON.parse((await downloads[0]?.blob.text()) ?? "");
  expect(file).toMatchObject({
    exportedBy: "Earshot 1.2.3",
    meeting: held(),
    turns: [{ text: "words" }],
  });
  expect(Object.keys((file as { meeting: object }).meeting)).not.toContain("finishesByItself");
});

it("Everything (ZIP) is disabled during the recording", async () => {
  storeAudio("live", 1);
  chromeNow.atWork.add("live");
  await store({
    meetings: [held({ id: "live", state: "recording" })],
    turns: [spoken({ meetingId: "live" })],
  });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  await openMenu("Export");
  const [item] = all("menuitem", "Everything (ZIP)");
  expect(item?.getAttribute("aria-disabled")).toBe("true");
});
