import { beforeEach, describe, expect, it, vi } from "vitest";
import { withDeletion, withoutDeletion } from "../../core/library/deletion.ts";
import { getMeeting, updateMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../entrypoints/shared/database/open.ts";
import { deleteAudio, removeForGood } from "../../entrypoints/shared/delete-meeting.ts";
import { listErrors } from "../../entrypoints/shared/diagnostics-log.ts";
import { holdMeeting } from "../../entrypoints/shared/locks.ts";
import { chromeNow } from "./support/chrome.ts";
import { held, storeAudio, spoken, store } from "./support/panel.ts";

const AUDIO = "meetings/m/tab.pcm";

let database: Database;

beforeEach(async () => {
  await store({ meetings: [withDeletion(held(), Date.now())], turns: [spoken()] });
  storeAudio("m", 80);
  database = await openDatabase();
});

describe("removeForGood", () => {
  it("removes a deleted meeting with its turns and its audio", async () => {
    await removeForGood(database, "m");
    expect(await getMeeting(database, "m")).toBeUndefined();
    expect(await database.count("turns")).toBe(0);
    expect(chromeNow.files.has(AUDIO)).toBe(false);
  });

  it("keeps a meeting that was restored while another context worked on it", async () => {
    const lock = await holdMeeting("m");
    const removing = removeForGood(database, "m");
    await updateMeeting(database, "m", withoutDeletion);
    lock?.release();
    await removing;
    expect(await getMeeting(database, "m")).toMatchObject({ id: "m" });
    expect(await database.count("turns")).toBe(1);
    expect(chromeNow.files.has(AUDIO)).toBe(true);
  });
});

describe("deleteAudio", () => {
  const failWith = (error: Error): void =>
    void vi.spyOn(navigator.storage, "getDirectory").mockRejectedValue(error);

  it("keeps the text of the meeting", async () => {
    expect(await deleteAudio(database, "m")).toMatchObject({ ok: true, value: { id: "m" } });
    expect(await database.count("turns")).toBe(1);
    expect(chromeNow.files.has(AUDIO)).toBe(false);
  });

  it("blames the disk only for a refusal of the disk", async () => {
    failWith(new DOMException("", "NoModificationAllowedError"));
    expect(await deleteAudio(database, "m")).toEqual({
      ok: false,
      problem: { reason: "delete-failed", detail: "NoModificationAllowedError" },
    });
  });

  it("logs a bug", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    failWith(new TypeError("oh"));
    expect(await deleteAudio(database, "m")).toMatchObject({ problem: { reason: "unexpected" } });
    await vi.waitFor(async () =>
      expect(await listErrors()).toMatchObject([{ where: "deleting audio" }]),
    );
  });
});
