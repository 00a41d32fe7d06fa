import { beforeEach, describe, expect, it, vi } from "vitest";
import { toMeetingFile, writeMeetingFile } from "../../core/archive/meeting-file.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import { dueMeetings } from "../../core/library/retention.ts";
import type { Meeting } from "../../core/meeting.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { listMeetings } from "../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../entrypoints/shared/database/open.ts";
import { importArchive } from "../../entrypoints/sidepanel/transfer/import-archive.ts";
import { type MadeEntry, madeZip } from "../meetings/made-zip.ts";
import { chromeNow } from "./support/chrome.ts";
import { held, spoken } from "./support/panel.ts";

const SAMPLES = Int16Array.from({ length: 1_600 }, (_, index) => index);
const AUDIO = "meetings/m/tab.pcm";

let database: Database;

beforeEach(async () => {
  database = await openDatabase();
});

/** An archive of one meeting with one channel. */
function archive(audioClaims: MadeEntry["claims"] = {}): File {
  const zip = madeZip(entriesOf(held(), audioClaims));
  return new File([zip as BlobPart], "weekly.zip");
}

function entriesOf(meeting: Meeting, audioClaims: MadeEntry["claims"] = {}): MadeEntry[] {
  const content = { meeting, turns: [spoken()], notes: [] };
  const file = toMeetingFile(content, [{ channel: "tab", samples: SAMPLES.length }], "test");
  const audio = Buffer.concat([wavHeader(SAMPLES.length), Buffer.from(SAMPLES.buffer)]);
  return [
    { name: "Weekly/meeting.json", bytes: Buffer.from(writeMeetingFile(file)) },
    { name: "Weekly/tab.wav", bytes: audio, claims: audioClaims },
  ];
}

const bringIn = (file: File) =>
  importArchive(file, { database, onProgress() {}, signal: new AbortController().signal });

/** Resolves when the audio of an import is about to be written. */
const underWay = (): Promise<void> =>
  vi.waitFor(() =>
    expect([...chromeNow.files.keys()]).toContainEqual(expect.stringMatching(/^exports\//)),
  );

const audioOnDisk = async (): Promise<Int16Array> =>
  new Int16Array((await chromeNow.files.get(AUDIO)?.arrayBuffer()) ?? new ArrayBuffer());

describe("importArchive", () => {
  it("imports a meeting with its audio", async () => {
    expect(await bringIn(archive())).toEqual({
      ok: true,
      value: [{ type: "imported", meetingId: "m" }],
    });
    expect(await audioOnDisk()).toEqual(SAMPLES);
  });

  it("refuses audio whose checksum differs, and leaves nothing of it", async () => {
    const problem = { reason: "meeting-file-refused", detail: "It is damaged." };
    expect(await bringIn(archive({ crc: 1 }))).toEqual({
      ok: true,
      value: [{ type: "refused", name: "Weekly", problem }],
    });
    expect(await listMeetings(database)).toEqual([]);
    expect([...chromeNow.files.keys()]).toEqual([]);
  });

  it("imports a meeting once if two windows import it at the same time", async () => {
    const go = Promise.withResolvers<void>();
    chromeNow.open = () => go.promise;
    const both = Promise.all([bringIn(archive()), bringIn(archive())]);
    await underWay();
    go.resolve();
    const outcomes = (await both).flatMap((result) => (result.ok ? result.value : []));
    expect(outcomes.map(({ type }) => type).toSorted()).toEqual(["already", "imported"]);
    expect(await audioOnDisk()).toEqual(SAMPLES);
    expect(await listMeetings(database)).toHaveLength(1);
  });

  it("imports a meeting if the window that imported it before has failed", async () => {
    const first = Promise.withResolvers<void>();
    chromeNow.open = () => first.promise;
    const failing = bringIn(archive());
    await underWay();
    const second = bringIn(archive());
    chromeNow.open = async () => {};
    first.reject(new DOMException("", "QuotaExceededError"));
    expect(await failing).toMatchObject({ value: [{ type: "refused" }] });
    expect(await second).toMatchObject({ value: [{ type: "imported" }] });
    expect(await audioOnDisk()).toEqual(SAMPLES);
  });

  it.each([
    ["disk", "QuotaExceededError", { reason: "import-disk-full" }],
    ["disk", "InvalidStateError", { reason: "import-disk-failed", detail: "InvalidStateError" }],
    ["database", "QuotaExceededError", { reason: "import-disk-full" }],
    ["database", "UnknownError", { reason: "import-database-failed", detail: "UnknownError" }],
    ["database", "VersionError", { reason: "database-newer" }],
  ])("names the %s as what failed, with %s, and leaves nothing", async (where, name, problem) => {
    const refusal = new DOMException("", name);
    if (where === "disk") chromeNow.refusal = { of: "writes", error: refusal };
    else
      vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
        throw refusal;
      });
    expect(await bringIn(archive())).toEqual({
      ok: true,
      value: [{ type: "refused", name: "Weekly", problem }],
    });
    vi.restoreAllMocks();
    expect(await listMeetings(database)).toEqual([]);
    expect([...chromeNow.files.keys()]).toEqual([]);
  });

  it("throws a bug in a write of the database as it is", async () => {
    const bug = new TypeError("x is not a function");
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw bug;
    });
    await expect(bringIn(archive())).rejects.toBe(bug);
    vi.restoreAllMocks();
  });

  it("stops waiting for another window when it is cancelled", async () => {
    chromeNow.atWork.add("m");
    const cancel = new AbortController();
    const importing = importArchive(archive(), {
      database,
      onProgress() {},
      signal: cancel.signal,
    });
    cancel.abort();
    expect(await importing).toEqual({ ok: true, value: [] });
    expect([...chromeNow.files.keys()]).toEqual([]);
  });
});

const fileOf = (...parts: readonly (Buffer | string)[]): File =>
  new File(parts as BlobPart[], "weekly.zip");

/** The archive as another tool packs it. */
const repacked = (change: (entry: MadeEntry) => MadeEntry): Buffer =>
  madeZip(entriesOf(held()).map(change));

const WHOLE = madeZip(entriesOf(held()));

describe("importArchive reads archives repacked", () => {
  it.each<[string, File]>([
    [
      "by Windows PowerShell, with backslashes",
      fileOf(
        repacked((entry) => ({ ...entry, name: entry.name.replace("/", "\\"), deflated: true })),
      ),
    ],
    [
      "by Windows tar, below a dot",
      fileOf(repacked((entry) => ({ ...entry, name: `./${entry.name}` }))),
    ],
    [
      "by a disk without case",
      fileOf(repacked((entry) => ({ ...entry, name: entry.name.toUpperCase() }))),
    ],
    ["with a program before it", fileOf(Buffer.alloc(70_000, "MZ"), WHOLE)],
    ["with a page behind it", fileOf(WHOLE, `\r\n${"<html>".repeat(20_000)}`)],
    ["with both", fileOf("before", WHOLE, "behind")],
  ])("%s", async (_, file) => {
    expect(await bringIn(file)).toMatchObject({ ok: true, value: [{ type: "imported" }] });
    expect(await audioOnDisk()).toEqual(SAMPLES);
  });

  it("with Deflate64, and names it", async () => {
    const file = fileOf(repacked((entry) => ({ ...entry, method: 9 })));
    expect(await bringIn(file)).toEqual({
      ok: false,
      problem: {
        reason: "meeting-file-refused",
        detail: "It is packed with Deflate64. Pack it again as an ordinary ZIP.",
      },
    });
  });
});

describe("a meeting of years ago", () => {
  const old = held({ startedAt: Date.parse("2015-01-01") });
  const archived = (meeting: Meeting): File => fileOf(madeZip(entriesOf(meeting)));

  it.each(["everything", "sound"] as const)(
    "counts from its import for a rule that deletes %s",
    async (retention) => {
      await bringIn(archived(old));
      const kept = (await listMeetings(database)).map((meeting) => ({ meeting, lagMs: 0 }));
      const due = (days: number) =>
        dueMeetings(
          kept,
          { ...DEFAULT_SETTINGS.library, retention, retentionDays: 90 },
          Date.now() + days * 86_400_000,
        );
      expect(due(89)).toEqual([]);
      expect(due(91)).toHaveLength(1);
    },
  );

  it("is here already, however it came and whatever is pending", async () => {
    await bringIn(archived(old));
    const [stored] = await listMeetings(database);
    const pending = { subject: undefined, state: "made" };
    const owing = { ...stored, finishesByItself: true, owedNotes: [pending] } as unknown as Meeting;
    await database.put("meetings", owing);
    expect(owing.importedAt).toBeGreaterThan(old.startedAt);
    expect(await bringIn(archived(owing))).toMatchObject({ value: [{ type: "already" }] });
    expect(await listMeetings(database)).toHaveLength(1);
  });
});
