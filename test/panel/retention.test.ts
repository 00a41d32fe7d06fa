/** The retention rule in the panel: it is confirmed when it is saved and applied when a panel opens. */

import { beforeEach, expect, it } from "vitest";
import type { LibrarySettings, Settings } from "../../core/settings/settings.ts";
import { chromeNow } from "./support/chrome.ts";
import { storedMeeting } from "./support/library.ts";
import {
  all,
  click,
  held,
  storeAudio,
  one,
  openPanel,
  savedSettings,
  SETTINGS,
  settle,
  audioFiles,
  store,
  text,
  type,
} from "./support/panel.ts";

const DAY = 86_400_000;
const SECOND = 16_000;
const daysAgo = (days: number, id: string, seconds: number) =>
  held({
    id,
    title: id,
    startedAt: Date.now() - days * DAY,
    durationMs: 60_000,
    channels: [{ name: "tab", transcribedSamples: seconds * SECOND }],
  });
const withRule = (library: LibrarySettings): Settings => ({ ...SETTINGS, library });

beforeEach(async () => {
  for (const id of ["old", "behind", "new"]) storeAudio(id, 60);
  await store({
    meetings: [daysAgo(40, "old", 60), daysAgo(40, "behind", 30), daysAgo(20, "new", 60)],
  });
});

async function choose(retention: LibrarySettings["retention"], days: string): Promise<void> {
  await openPanel();
  await click("button", "Settings");
  const field = one("combobox", "Delete old meetings") as HTMLSelectElement;
  field.value = retention;
  field.dispatchEvent(new Event("change"));
  await settle();
  await type("After, in days", days);
}

async function submit(): Promise<void> {
  one("button", "Save").closest("form")?.dispatchEvent(new Event("submit"));
  await settle();
}

const kept = async () => ({
  meetings: (await Promise.all(["old", "behind", "new"].map(storedMeeting))).flatMap(
    (meeting) => meeting?.title ?? [],
  ),
  sounds: audioFiles().map((at) => at.split("/")[1]),
});
const ALL = { meetings: ["old", "behind", "new"], sounds: ["old", "behind", "new"] };

it("without a rule everything is kept", async () => {
  await openPanel();
  expect(await kept()).toEqual(ALL);
});

it("a new rule asks with the number of meetings, and Cancel saves nothing", async () => {
  await choose("everything", "30");
  await submit();
  expect(one("alertdialog").textContent).toContain(
    "2 meetings are older than 30 days. They are deleted at once, for good.",
  );
  await click("button", "Cancel");
  expect(savedSettings()).toEqual(SETTINGS);
  expect(await kept()).toEqual(ALL);
});

it("a confirmed rule deletes old meetings at once", async () => {
  await choose("everything", "30");
  await submit();
  await click("button", "Save and delete");
  expect(savedSettings().library).toEqual({ retention: "everything", retentionDays: 30 });
  expect(await kept()).toEqual({ meetings: ["new"], sounds: ["new"] });
});

it("a rule for audio keeps the audio of meetings without a full transcript", async () => {
  await choose("sound", "30");
  await submit();
  expect(one("alertdialog").textContent).toContain("1 meeting is older than 30 days. Its sound");
  await click("button", "Save and delete");
  expect(await kept()).toEqual({ ...ALL, sounds: ["behind", "new"] });
  expect(await storedMeeting("old")).toMatchObject({ soundDeletedAt: expect.any(Number) });
});

it("a rule that deletes nothing is saved without a question", async () => {
  await choose("everything", "50");
  await submit();
  expect(all("alertdialog")).toEqual([]);
  expect(savedSettings().library).toEqual({ retention: "everything", retentionDays: 50 });
  expect(await kept()).toEqual(ALL);
});

it("a rule with an invalid number of days is not saved", async () => {
  await choose("everything", "0");
  expect(text()).toContain("A whole number between 1 and 3650.");
  await submit();
  expect(savedSettings()).toEqual(SETTINGS);
});

it("a stored rule is applied when the panel opens, except to meetings with a running job", async () => {
  chromeNow.atWork.add("behind");
  await openPanel(withRule({ retention: "everything", retentionDays: 30 }));
  expect(await kept()).toEqual({ meetings: ["behind", "new"], sounds: ["behind", "new"] });
});

it("a stored rule deletes the shown meeting too", async () => {
  await openPanel(withRule({ retention: "everything", retentionDays: 10 }));
  expect(await kept()).toEqual({ meetings: [], sounds: [] });
  expect(text()).toContain("No meetings yet");
});
