/** Meetings that leave by an archive and come back: equal in another profile, and already there in their own. */

import { beforeEach, describe, expect, it } from "vitest";
import { fromMeetingFile } from "../../core/archive/meeting-file.ts";
import type { Meeting, MeetingContent } from "../../core/meeting.ts";
import { filesWithEveryKey } from "../unit/archive/every-key.ts";
import {
  audioOnDisk,
  exported,
  imported,
  openOtherProfile,
  putAudio,
  storedWhole,
  storeWhole,
} from "./support/archives.ts";
import { chromeNow } from "./support/chrome.ts";
import { held, spoken } from "./support/panel.ts";

const TAB = Int16Array.from({ length: 1_600 }, (_, index) => index);
const MIC = Int16Array.from({ length: 900 }, (_, index) => -index);

/** What a meeting has in the browser that holds it, and no file says. */
const OF_THIS_BROWSER: Partial<Meeting> = {
  importedAt: 1,
  finishesByItself: true,
  owedNotes: [{ subject: { type: "catch-up", minutes: 5 }, problem: null, at: 1 }],
  heardNames: [{ speaker: "tab A", name: "Laura", turn: "m/tab/0/0" }],
};

function withEveryKey(): MeetingContent {
  const [file] = filesWithEveryKey();
  if (!file) throw new Error("no file");
  return fromMeetingFile(file, "m");
}

const already = (meetingId: string) => ({ ok: true, value: [{ type: "already", meetingId }] });
const came = (meetingId: string) => ({ ok: true, value: [{ type: "imported", meetingId }] });

beforeEach(() => {
  chromeNow.write = async () => {};
});

describe("a meeting with every key", () => {
  it.each([
    ["and its audio", true],
    ["without audio", false],
  ])("%s comes back equal", async (_, hasAudio) => {
    const content = withEveryKey();
    const { meeting, ...rest } = content;
    await storeWhole({ meeting: { ...meeting, ...OF_THIS_BROWSER }, ...rest });
    if (hasAudio) {
      putAudio("m", "tab", TAB);
      putAudio("m", "mic", MIC);
    }
    const archive = await exported("m");
    expect(await imported(archive)).toEqual(already("m"));

    openOtherProfile();
    expect(await imported(archive)).toEqual(came("m"));
    expect(await storedWhole("m")).toEqual({
      meeting: { ...meeting, importedAt: expect.closeTo(Date.now(), -6) },
      ...rest,
    });
    if (hasAudio) {
      expect(await audioOnDisk("m", "tab")).toEqual(TAB);
      expect(await audioOnDisk("m", "mic")).toEqual(MIC);
    }

    expect(await imported(archive)).toEqual(already("m"));
    expect(await imported(await exported("m"))).toEqual(already("m"));
  });

  it("comes back equal beside others", async () => {
    const content = withEveryKey();
    await storeWhole(content);
    await storeWhole({ meeting: held({ id: "other" }), turns: [], notes: [] });
    const archive = await exported("other", "m");
    openOtherProfile();
    expect(await imported(archive)).toMatchObject({
      value: [
        { type: "imported", meetingId: "other" },
        { type: "imported", meetingId: "m" },
      ],
    });
    expect(await storedWhole("m")).toMatchObject(content);
  });
});

describe("is already here, if it was exported here:", () => {
  it.each(Object.entries(OF_THIS_BROWSER))("a meeting with %s", async (key, value) => {
    await storeWhole({ meeting: held({ [key]: value }), turns: [spoken()], notes: [] });
    putAudio("m", "tab", TAB);
    expect(await imported(await exported("m"))).toEqual(already("m"));
  });
});
