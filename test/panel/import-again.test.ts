import { expect, it, vi } from "vitest";
import { noSideCounts } from "../../core/audio/two-sides.ts";
import { fail, ok, type Result } from "../../core/problem.ts";
import type { ImportedAudio } from "../../core/protocol/import.ts";
import { addMeeting, listMeetings } from "../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../entrypoints/shared/database/open.ts";
import { cutOffImports, importKey, writeImport } from "../../entrypoints/shared/import-record.ts";
import { importAudio } from "../../entrypoints/sidepanel/transfer/import-audio.ts";
import { chromeNow } from "./support/chrome.ts";
import { audioFiles, held, storeAudio } from "./support/panel.ts";

interface Job {
  readonly meetingId: string;
  readonly key: string | null;
}

const thread = vi.hoisted(() => ({
  decode: (_job: Job): Promise<Result<ImportedAudio>> => Promise.reject(new Error("not set")),
}));
vi.mock("../../entrypoints/sidepanel/transfer/import-thread.ts", () => ({
  decodeInThread: (job: Job) => thread.decode(job),
}));

const FILE = new File(["bytes"], "Dr. Smith.mp3", { lastModified: 1_000 });
const AUDIO: ImportedAudio = { samples: 16_000, channels: ["tab", "mic"], startedAt: 5_000 };

const recordOf = (meetingId: string, samples = 8_000) =>
  ({ version: 1, meetingId, samples, counts: noSideCounts() }) as const;

/** Imports the file, and returns what became of it with the meetings in the database. */
async function imported(signal = new AbortController().signal) {
  chromeNow.write = async () => {};
  const database: Database = await openDatabase();
  const result = await importAudio(FILE, { database, onProgress: () => {}, signal }).catch(
    (error: unknown) => error,
  );
  const meetings = await listMeetings(database);
  database.close();
  return { result, meetings };
}

it("a file becomes a meeting with the title, start and channels that it has", async () => {
  thread.decode = async () => ok(AUDIO);
  const { meetings } = await imported();
  expect(meetings).toMatchObject([
    {
      title: "Dr. Smith",
      startedAt: 5_000,
      durationMs: 1_000,
      channels: [{ name: "tab" }, { name: "mic" }],
      names: { tab: "Speaker 1", mic: "Speaker 2" },
    },
  ]);
});

it("an import that was cut off goes on in its meeting, and leaves no record", async () => {
  chromeNow.write = async () => {};
  await writeImport(await importKey(FILE), recordOf("begun"));
  const jobs: Job[] = [];
  thread.decode = async (job) => {
    jobs.push(job);
    return ok(AUDIO);
  };
  const { meetings } = await imported();
  expect(jobs).toMatchObject([{ meetingId: "begun", key: await importKey(FILE) }]);
  expect(meetings.map(({ id }) => id)).toEqual(["begun"]);
  expect(await cutOffImports()).toEqual({ kept: [], over: [] });
});

it("an import that was cut off behind its last step adds no second meeting", async () => {
  chromeNow.write = async () => {};
  await writeImport(await importKey(FILE), recordOf("added"));
  const database = await openDatabase();
  await addMeeting(database, held({ id: "added", title: "Dr. Smith" }));
  database.close();
  const { result, meetings } = await imported();
  expect(result).toEqual(ok({ meetingId: "added" }));
  expect(meetings).toHaveLength(1);
});

it("a file that another window imports is imported beside it, without its record", async () => {
  chromeNow.write = async () => {};
  await writeImport(await importKey(FILE), recordOf("elsewhere"));
  chromeNow.atWork = new Set(["elsewhere"]);
  const jobs: Job[] = [];
  thread.decode = async (job) => {
    jobs.push(job);
    return ok(AUDIO);
  };
  const { meetings } = await imported();
  expect(jobs[0]?.key).toBeNull();
  expect(meetings.map(({ id }) => id)).not.toContain("elsewhere");
  expect((await cutOffImports()).kept).toEqual(["elsewhere"]);
});

it("a cancelled or refused import leaves neither audio nor a record", async () => {
  const key = await importKey(FILE);
  const controller = new AbortController();
  const outcomes: (() => Promise<Result<ImportedAudio>>)[] = [
    async () => fail("imported-file-damaged"),
    () => {
      controller.abort();
      return Promise.reject(controller.signal.reason as Error);
    },
  ];
  for (const outcome of outcomes) {
    thread.decode = async ({ meetingId }) => {
      storeAudio(meetingId, 1);
      await writeImport(key, recordOf(meetingId));
      return outcome();
    };
    const { meetings } = await imported(controller.signal);
    expect(meetings).toEqual([]);
    expect(audioFiles()).toEqual([]);
    expect(await cutOffImports()).toEqual({ kept: [], over: [] });
  }
});

it("a record is kept for a week, and one that can't be read not at all", async () => {
  const DAY_MS = 86_400_000;
  const record = (id: string, days: number): void => {
    const lastModified = Date.now() - days * DAY_MS;
    const file = new File([JSON.stringify(recordOf(id))], id, { lastModified });
    chromeNow.files.set(`imports/${id}.json`, file);
  };
  record("new", 6);
  record("old", 8);
  chromeNow.files.set("imports/broken.json", new File(["{"], "broken.json"));
  const { kept, over } = await cutOffImports();
  expect(kept).toEqual(["new"]);
  expect(over).toEqual([
    { key: "old", meetingId: "old" },
    { key: "broken", meetingId: null },
  ]);
});
