import "fake-indexeddb/auto";
import { forceCloseDatabase, IDBFactory } from "fake-indexeddb";
import { openDB, unwrap } from "idb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  DATABASE_NAME,
  DATABASE_VERSION,
  databaseProblem,
  openDatabase,
  problemOfOpening,
} from "../../../entrypoints/shared/database/open.ts";
import { getMeeting, listMeetings } from "../../../entrypoints/shared/database/meeting-store.ts";
import { listNotes } from "../../../entrypoints/shared/database/note-store.ts";
import { listTurns } from "../../../entrypoints/shared/database/turn-store.ts";
import { held } from "../spoken.ts";
import { storeVersion1, VERSION_1 } from "./version-1.ts";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.spyOn(console, "error").mockReturnValue();
});

const byId = <T extends { id: string }>(values: readonly T[]): T[] =>
  values.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe("a database of version 1", () => {
  beforeEach(storeVersion1);

  it("is upgraded without losing anything", async () => {
    const database = await openDatabase();
    expect(database.version).toBe(DATABASE_VERSION);
    expect(await database.getAll("meetings")).toEqual(byId(VERSION_1.meetings));
    expect(await database.getAll("notes")).toEqual(byId(VERSION_1.notes));
    const turns = await database.getAll("turns");
    expect(turns).toHaveLength(VERSION_1.turns.length);
    expect(turns).toEqual(expect.arrayContaining(VERSION_1.turns));
  });

  it("is read like a new one", async () => {
    const database = await openDatabase();
    expect((await listMeetings(database)).map(({ id }) => id)).toEqual(
      VERSION_1.meetings.map(({ id }) => id).toReversed(),
    );
    expect((await listTurns(database, "two")).map(({ startMs }) => startMs)).toEqual([0, 120]);
    expect((await listNotes(database, "two")).map(({ id }) => id)).toEqual(["n2", "n3", "n4"]);
  });

  it("marks every meeting for the search index, each with another mark", async () => {
    const database = await openDatabase();
    expect(await database.getAllKeys("searchDue")).toEqual(
      byId(VERSION_1.meetings).map(({ id }) => id),
    );
    const due = await database.getAll("searchDue");
    expect(new Set(due).size).toBe(VERSION_1.meetings.length);
  });

  it("has nothing to deliver", async () => {
    const database = await openDatabase();
    for (const store of ["deliveryDue", "deliveries", "destinations"] as const)
      expect(await database.getAll(store)).toEqual([]);
  });

  it("is upgraded once", async () => {
    const first = await openDatabase();
    const due = await first.getAll("searchDue");
    first.close();
    expect(await (await openDatabase()).getAll("searchDue")).toEqual(due);
  });
});

it("a database of version 2 keeps its meetings and its marks, and delivers nothing", async () => {
  await storeVersion1();
  const version2 = await openDB(DATABASE_NAME, 2, {
    upgrade: (database) => void database.createObjectStore("searchDue"),
  });
  await version2.put("searchDue", "mark", "two");
  version2.close();
  const database = await openDatabase();
  expect(await database.getAll("meetings")).toEqual(byId(VERSION_1.meetings));
  expect(await database.getAllKeys("searchDue")).toEqual(["two"]);
  expect(await database.get("searchDue", "two")).toBe("mark");
  expect(await database.getAll("deliveryDue")).toEqual([]);
});

it("a database whose upgrade fails stays as it was", async () => {
  const damaged = await openDB(DATABASE_NAME, 1);
  damaged.close();
  await expect(openDatabase()).rejects.toThrow();
  expect((await openDB(DATABASE_NAME)).version).toBe(1);
});

describe("a database of a newer version", () => {
  const meeting = { ...held(), holds: "more" };
  const storeNewer = async (): Promise<void> => {
    const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1, {
      upgrade: (database) => void database.createObjectStore("meetings", { keyPath: "id" }),
    });
    await newer.add("meetings", meeting);
    newer.close();
  };

  it("is refused and stays as it is", async () => {
    await storeNewer();
    const error = await openDatabase().catch((error: unknown) => error);
    expect(problemOfOpening(error)).toEqual({ reason: "database-newer" });
    expect(await databaseProblem()).toEqual({ reason: "database-newer" });
    const newer = await openDB(DATABASE_NAME);
    expect(newer.version).toBe(DATABASE_VERSION + 1);
    expect(await newer.getAll("meetings")).toEqual([meeting]);
  });
});

it("a database that opens has no problem, and other failures are unexpected", async () => {
  expect(await databaseProblem()).toBeNull();
  expect(problemOfOpening(new DOMException("", "UnknownError"))).toBeNull();
  expect(problemOfOpening(new Error("x"))).toBeNull();
});

it("openDatabase closes the database for a newer Earshot and reports it", async () => {
  const onProblem = vi.fn();
  const database = await openDatabase(onProblem);
  await database.add("meetings", held());
  const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
  expect(onProblem.mock.calls).toEqual([[{ reason: "database-closed" }]]);
  await expect(getMeeting(database, "m")).rejects.toThrow();
  expect(await newer.get("meetings", "m")).toEqual(held());
});

it("openDatabase reports that Chrome has closed the database", async () => {
  const onProblem = vi.fn();
  const database = await openDatabase(onProblem);
  // Its types take the class for an instance.
  forceCloseDatabase(unwrap(database) as unknown as typeof IDBDatabase);
  expect(onProblem.mock.calls).toEqual([[{ reason: "database-closed" }]]);
});

it("openDatabase reports that an older context keeps the database open, and when it has closed it", async () => {
  const older = await openDB(DATABASE_NAME, DATABASE_VERSION - 1, {
    upgrade(database) {
      database.createObjectStore("meetings", { keyPath: "id" });
    },
  });
  const onProblem = vi.fn(() => older.close());
  await openDatabase(onProblem);
  expect(onProblem.mock.calls).toEqual([[{ reason: "database-waiting" }], [null]]);
});
