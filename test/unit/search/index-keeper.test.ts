import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, it, vi } from "vitest";
import type { SearchResults } from "../../../core/protocol/search.ts";
import {
  addMeeting,
  removeMeeting,
  updateMeeting,
} from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { editTurn, storeTurn } from "../../../entrypoints/shared/database/turn-store.ts";
import { findMeetings } from "../../../entrypoints/sidepanel/search/find-meetings.ts";
import {
  type IndexKeeper,
  openIndexKeeper,
} from "../../../entrypoints/sidepanel/search/index-keeper.ts";
import { held, spoken } from "../spoken.ts";

/** An index file in memory. */
function fakeFile() {
  const file = {
    text: null as string | null,
    writes: 0,
    /** Runs before each write takes effect. */
    beforeWrite: async (): Promise<void> => {},
    read: async () => file.text,
    async write(text: string) {
      await file.beforeWrite();
      file.text = text;
      file.writes++;
    },
    remove: async () => void (file.text = null),
  };
  return file;
}

let database: Database;
let file: ReturnType<typeof fakeFile>;
const shares: (number | null)[] = [];

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = await openDatabase();
  file = fakeFile();
  shares.length = 0;
});

const open = (): Promise<IndexKeeper> =>
  openIndexKeeper({ database, file, onProgress: (share) => void shares.push(share) });

async function opened(): Promise<IndexKeeper> {
  const keeper = await open();
  await keeper.look();
  await keeper.settled();
  return keeper;
}

async function meeting(id: string, text: string, startedAt = 0): Promise<void> {
  await addMeeting(database, held({ id, title: "", startedAt }));
  await storeTurn(database, spoken({ meetingId: id, text }), 0);
}

const due = (): Promise<string[]> => database.getAllKeys("searchDue");
const key = (meetingId: string) => spoken({ meetingId });

async function found(keeper: IndexKeeper, words: string, limit = 50): Promise<SearchResults> {
  const reported: SearchResults[] = [];
  const filter = { fromMs: null, untilMs: null, speaker: "" };
  const speakers = { usual: { tab: "Them", mic: "You" }, labelled: "" };
  const query = { query: words, filter, limit, speakers };
  const { signal } = new AbortController();
  await findMeetings({
    database,
    keeper,
    query,
    report: (results) => reported.push(results),
    signal,
  });
  const last = reported.at(-1);
  if (!last?.isDone) throw new Error("The search has not ended.");
  return last;
}
const ids = async (keeper: IndexKeeper, query: string): Promise<string[]> =>
  (await found(keeper, query)).meetings.map(({ meetingId }) => meetingId);

it("the keeper takes in what is due, writes the index and then removes the marks", async () => {
  await meeting("a", "budget");
  await meeting("b", "plan");
  const keeper = await opened();
  expect(await due()).toEqual([]);
  expect(file.text).toContain("budget");
  expect(await ids(keeper, "bud")).toEqual(["a"]);
});

it("a new keeper continues with the stored index", async () => {
  await meeting("a", "budget");
  await opened();
  const { writes } = file;
  await opened();
  expect(file.writes).toBe(writes);
  await meeting("b", "budgets");
  expect(await ids(await opened(), "budget")).toEqual(["b", "a"]);
  expect(file.writes).toBe(writes + 1);
});

it("a search returns the newest meetings first, up to its limit", async () => {
  for (const [id, at] of [
    ["old", 1],
    ["new", 3],
    ["middle", 2],
  ] as const)
    await meeting(id, "plan", at);
  const keeper = await opened();
  expect(await ids(keeper, "plan")).toEqual(["new", "middle", "old"]);
  const two = await found(keeper, "plan", 2);
  expect(two.meetings.map(({ meetingId }) => meetingId)).toEqual(["new", "middle"]);
  expect(two.hasMore).toBe(true);
  expect((await found(keeper, "plan", 3)).hasMore).toBe(false);
});

it("an edited turn is found by its new words only, before and after the index is updated", async () => {
  await meeting("a", "budget");
  const keeper = await opened();
  await editTurn(database, key("a"), (turn) => ({ ...turn, text: "forecast" }));
  expect(await ids(keeper, "forecast")).toEqual(["a"]);
  await keeper.settled();
  const next = await opened();
  expect(await ids(next, "forecast")).toEqual(["a"]);
  expect(await ids(next, "budget")).toEqual([]);
  expect(file.text).not.toContain("budget");
});

it.each([
  ["deleted", () => updateMeeting(database, "a", (meeting) => ({ ...meeting, deletedAt: 1 }))],
  ["removed", () => removeMeeting(database, "a")],
])("the index drops a meeting that is %s", async (_, drop) => {
  await meeting("a", "budget");
  const keeper = await opened();
  await drop();
  expect(await ids(keeper, "budget")).toEqual([]);
  await keeper.settled();
  expect(file.text).not.toContain("budget");
  expect(await database.getAllKeys("searchWords")).toEqual([]);
  expect(await due()).toEqual([]);
});

it("the words of a removed meeting are gone without a search thread", async () => {
  await meeting("a", "budget");
  await opened();
  await removeMeeting(database, "a");
  expect(await database.getAllKeys("searchWords")).toEqual([]);
});

it("only meetings that have all terms in one text are read, before and after a restart", async () => {
  await meeting("phrase", "so the next step is clear");
  await meeting("apart", "a step, and then the next");
  await storeTurn(database, spoken({ meetingId: "apart", order: 2_000, text: "next" }), 0);
  await storeTurn(database, spoken({ meetingId: "apart", order: 3_000, text: "step" }), 0);
  for (const keeper of [await opened(), await opened()]) {
    const read = vi.fn(keeper.read);
    expect(await ids({ ...keeper, read }, '"next step"')).toEqual(["phrase"]);
    expect(await ids({ ...keeper, read }, "clear step")).toEqual(["phrase"]);
    expect(read.mock.calls).toEqual([["phrase"], ["phrase"]]);
  }
});

it("an edited turn is found by its new phrases only, before and after the index is updated", async () => {
  await meeting("a", "the next step");
  const keeper = await opened();
  expect(await ids(keeper, '"next step"')).toEqual(["a"]);
  await editTurn(database, key("a"), (turn) => ({ ...turn, text: "the last step" }));
  for (let time = 0; time < 2; time++) {
    expect(await ids(keeper, '"next step"')).toEqual([]);
    expect(await ids(keeper, '"last step"')).toEqual(["a"]);
    await keeper.settled();
  }
});

it("a meeting deleted during the search is not returned", async () => {
  await meeting("a", "budget");
  const keeper = await opened();
  const { read } = keeper;
  const dropping: IndexKeeper = {
    ...keeper,
    async read(id) {
      await updateMeeting(database, "a", (meeting) => ({ ...meeting, deletedAt: 1 }));
      return read(id);
    },
  };
  expect(await ids(dropping, "budget")).toEqual([]);
});

it("a change during the write of the index keeps its mark", async () => {
  await meeting("a", "budget");
  const keeper = await open();
  file.beforeWrite = async () => {
    file.beforeWrite = async () => {};
    await editTurn(database, key("a"), (turn) => ({ ...turn, text: "forecast" }));
  };
  await keeper.look();
  await keeper.settled();
  expect(await due()).toEqual(["a"]);
  expect(await ids(keeper, "forecast")).toEqual(["a"]);
  await keeper.settled();
  expect(await due()).toEqual([]);
  expect(await ids(await opened(), "forecast")).toEqual(["a"]);
});

it("if the disk refuses the index, all marks stay and all meetings are found", async () => {
  await meeting("a", "budget");
  const keeper = await open();
  vi.spyOn(console, "error").mockReturnValue();
  file.beforeWrite = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await keeper.look();
  await keeper.settled();
  expect(await due()).toEqual(["a"]);
  expect(await ids(keeper, "budget")).toEqual(["a"]);
  file.beforeWrite = async () => {};
  await keeper.look();
  await keeper.settled();
  expect(await due()).toEqual([]);
  expect(file.text).toContain("budget");
});

it.each([
  ["missing", () => null],
  ["of another version", (text: string) => text.replace('"version":', '"version":9')],
  ["damaged", () => "{"],
])("an index that is %s is built again", async (_, damaged) => {
  await meeting("a", "budget");
  await meeting("b", "plan");
  await opened();
  file.text = damaged(file.text ?? "");
  const keeper = await open();
  expect(await due()).toEqual(["a", "b"]);
  expect(await ids(keeper, "plan")).toEqual(["b"]);
  await keeper.settled();
  expect(await due()).toEqual([]);
  expect(file.text).toContain("budget");
});

it("all meetings are found while many are taken in, and the progress is reported", async () => {
  for (let n = 0; n < 150; n++) await meeting(`m${n}`, n % 50 === 0 ? "budget" : "plan", n);
  const keeper = await open();
  expect(await ids(keeper, "budget")).toEqual(["m100", "m50", "m0"]);
  await keeper.settled();
  const reported = shares.filter((share) => share !== null);
  expect(reported[0]).toBeCloseTo(1 / 150);
  expect(reported).toEqual(reported.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBeNull();
});
