/**
 * The delivery queue for two simulated days: meetings end and are edited while networks, receivers, disks and permissions fail and the
 * process is killed between any two steps. Queue, database, file writing, signing and sending are the real ones; folder, receiver and clock
 * are stand-ins.
 */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toMeetingFile, writeMeetingFile } from "../../../core/archive/meeting-file.ts";
import type { Outcome } from "../../../core/delivery/delivery.ts";
import { isOfMeeting, withMeetingId } from "../../../core/delivery/note-file.ts";
import { meetingMarkdown } from "../../../core/export/markdown.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import {
  type DeliveryDependencies,
  runDeliveries,
} from "../../../entrypoints/background/delivery/run-deliveries.ts";
import { writeFile } from "../../../entrypoints/background/delivery/write-file.ts";
import {
  listDeliveries,
  putDestination,
} from "../../../entrypoints/shared/database/delivery-store.ts";
import { addMeeting, updateMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { sendWebhook } from "../../../entrypoints/shared/send-webhook.ts";
import { between, oneOf, seededRandom } from "../../soak/random.ts";
import { held } from "../spoken.ts";
import { DOCUMENT_WORDS } from "../document-words.ts";
import { StrictFolder } from "./strict-folder.ts";
import { type Answer, StrictReceiver } from "./strict-receiver.ts";

const SEEDS = Number(process.env["SEEDS"] ?? 20);
const START = Date.UTC(2026, 10, 28);
const HOUR = 3_600_000;
const MEETINGS = ["one", "two", "three"];

const SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0";

class Killed extends Error {}

/** One life of the process. After its death none of its steps has an effect any more. */
class Life {
  steps = 0;
  isOver = false;
  readonly mostSteps: number;
  constructor(mostSteps: number) {
    this.mostSteps = mostSteps;
  }
  step(): void {
    if (!this.isOver && ++this.steps >= this.mostSteps) this.isOver = true;
    if (this.isOver) throw new Killed();
  }
}

const mortal = (database: Database, life: Life): Database =>
  new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        life.step();
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });

const markdownOf = (content: MeetingContent): string =>
  withMeetingId(
    meetingMarkdown({ ...content, durationMs: content.meeting.durationMs }, DOCUMENT_WORDS),
    content.meeting.id,
  );
const jsonOf = (content: MeetingContent): string =>
  writeMeetingFile(toMeetingFile(content, [], ""));

class World {
  now = START;
  readonly database: Database;
  readonly random;
  readonly folder = new StrictFolder();
  readonly receiver: StrictReceiver;
  /** Texts of the user in the folder. */
  readonly theirs: string[] = [];
  readonly #versions = new Set<string>();
  disk: "well" | "full" | "gone" = "well";
  isOnline = true;
  kills = 0;
  #life = new Life(Infinity);
  #renamed = 0;
  readonly #attempts: Promise<Outcome>[] = [];

  constructor(database: Database, seed: number) {
    this.database = database;
    this.random = seededRandom(seed);
    this.receiver = new StrictReceiver(SECRET, () => this.now);
    this.receiver.answer = () => {
      this.#life.step();
      return this.isOnline ? this.network() : "unreached";
    };
    this.folder.before = (step) => {
      this.#life.step();
      if (this.disk === "gone") throw new DOMException("", "NotFoundError");
      if (this.disk === "full" && (step === "write" || step === "close"))
        throw new DOMException("", "QuotaExceededError");
    };
  }

  network: () => Answer = () => 200;

  async open(): Promise<void> {
    const { secret } = this.receiver;
    const address = "https://receiver.example/hook";
    const since = START;
    // A stand-in can't be stored; `deliver` is given it.
    const handle = {} as FileSystemDirectoryHandle;
    await putDestination(this.database, { id: "folder", since, handle });
    await putDestination(this.database, { id: "webhook", since, address, secret, form: "json" });
  }

  /** Runs the queue until it waits, in one life after the other. @returns when it wants to run again */
  async run(mostSteps = Infinity): Promise<number | null> {
    this.#life = new Life(mostSteps);
    try {
      return await runDeliveries(this.#dependencies(this.#life));
    } catch (error) {
      // What fails because of the death of the process fails in its own way.
      if (!this.#life.isOver) throw error;
      this.kills++;
      return this.now + between(this.random, 0, 60_000);
    } finally {
      // What the dead process was about to do comes to nothing before the next one begins.
      await Promise.allSettled(this.#attempts.splice(0));
      this.checkFiles();
    }
  }

  #dependencies(life: Life): DeliveryDependencies {
    return {
      database: mortal(this.database, life),
      now: () => this.now,
      random: this.random,
      newId: () => `msg_${Math.floor(this.random() * 2 ** 50)}`,
      isAtWork: async () => false,
      write: async (content, { id }) => {
        const [body, type] =
          id === "folder"
            ? [markdownOf(content), "text/markdown"]
            : [jsonOf(content), "application/json"];
        if (id === "folder") this.#versions.add(body);
        return { body, type, identity: body };
      },
      deliver: (attempt, destination) => {
        const message = { ...attempt.content, id: attempt.delivery.version?.id ?? "" };
        const attempted =
          destination.id === "folder"
            ? writeFile(attempt, this.folder.handle)
            : sendWebhook(destination, message, this.now);
        this.#attempts.push(attempted);
        return attempted;
      },
    };
  }

  /** A file is empty until its first version is complete; then it holds a whole version, or what the user wrote. */
  checkFiles(): void {
    for (const [path, text] of this.folder.files()) {
      if (text !== "" && !this.#versions.has(text) && !this.theirs.includes(text))
        throw new Error(`${path} holds a part of a version.`);
    }
  }

  /** The user writes into a file, renames it or moves it, in the vault. */
  actInVault(): void {
    const [path, text] = oneOf(this.random, [...this.folder.files()]);
    if (text === "") return;
    const { files, folders } = this.folder.root;
    if (path.includes("/")) return;
    if (this.random() < 0.5) {
      const changed = `${text}\nMy own line ${this.theirs.length}\n`;
      this.theirs.push(changed);
      files.set(path, changed);
      return;
    }
    files.delete(path);
    if (this.random() < 0.5) files.set(`Renamed ${++this.#renamed}.md`, text);
    else {
      const archive = folders.get("Archive") ?? { files: new Map(), folders: new Map() };
      folders.set("Archive", archive);
      archive.files.set(`${++this.#renamed} ${path}`, text);
    }
  }
}

type Happening = (world: World) => Promise<void> | void;

const edit: Happening = async ({ database, random, now }) => {
  const id = oneOf(random, MEETINGS);
  const title = `Title ${now}`;
  await updateMeeting(database, id, (meeting) => ({ ...meeting, title }));
};
const HAPPENINGS: readonly Happening[] = [
  edit,
  edit,
  edit,
  (world) => void (world.isOnline = !world.isOnline),
  (world) => void (world.disk = oneOf(world.random, ["well", "full", "gone"])),
  (world) => void (world.folder.permission = oneOf(world.random, ["granted", "prompt"])),
  (world) => {
    const answers: readonly Answer[] = [
      200,
      "unreached",
      "answer-lost",
      503,
      { status: 429, retryAfter: "900" },
    ];
    world.network = () => oneOf(world.random, answers);
  },
  (world) => {
    if (world.folder.files().size > 0) world.actInVault();
  },
];

const ended = (id: string, at: number): Meeting =>
  held({ id, title: id, startedAt: at - 60_000, durationMs: 60_000 });

/** Two days with about one happening an hour; the network is away for the whole second half of the first. */
async function twoDays(world: World): Promise<void> {
  let nextAt: number | null = null;
  const pass = async (until: number): Promise<void> => {
    while (nextAt !== null && nextAt <= until) {
      world.now = Math.max(world.now, nextAt);
      nextAt = await world.run(oneOf(world.random, [Infinity, between(world.random, 1, 90)]));
    }
    world.now = until;
  };
  for (const [index, id] of MEETINGS.entries()) {
    await addMeeting(world.database, ended(id, START + index * HOUR));
    nextAt = await world.run();
    await pass(START + (index + 1) * HOUR);
  }
  for (let n = 0; n < 20; n++) {
    await oneOf(world.random, HAPPENINGS)(world);
    // A panel that closes has sometimes not asked for it.
    if (world.random() < 0.8) nextAt = await world.run();
    await pass(world.now + between(world.random, 1_000, 4 * HOUR));
  }
  world.isOnline = true;
  world.network = () => 200;
  world.disk = "well";
  world.folder.permission = "granted";
  nextAt = await world.run();
  for (let runs = 0; nextAt !== null && runs < 200; runs++) {
    world.now = Math.max(world.now, nextAt);
    nextAt = await world.run();
  }
}

beforeEach(() => vi.stubGlobal("navigator", { onLine: true }));
afterEach(() => vi.unstubAllGlobals());

interface Tally {
  lost: number;
  doubled: number;
  kills: number;
}

async function tallyOf(seed: number): Promise<Tally> {
  globalThis.indexedDB = new IDBFactory();
  const database = await openDatabase();
  const world = new World(database, seed);
  vi.stubGlobal("fetch", world.receiver.fetch);
  await world.open();
  await twoDays(world);
  expect(world.receiver.faults).toEqual([]);
  const tally: Tally = { lost: 0, doubled: 0, kills: world.kills };
  const files = [...world.folder.files().values()];
  const bodies = world.receiver.accepted.map(({ body }) => body);
  for (const id of MEETINGS) {
    const meeting = (await database.get("meetings", id)) as Meeting;
    const content = { meeting, turns: [], notes: [] };
    const own = files.filter((text) => isOfMeeting(text, id) && !world.theirs.includes(text));
    // The user may have written below the last version.
    if (!files.some((text) => text.startsWith(markdownOf(content)))) tally.lost++;
    const isTouched = world.theirs.some((text) => isOfMeeting(text, id));
    if (own.length > 1 && !isTouched) tally.doubled++;
    const versions = bodies.filter((body) => JSON.parse(body).meeting.id === id);
    if (versions.at(-1) !== jsonOf(content)) tally.lost++;
    tally.doubled += versions.filter((body, index) => body === versions[index - 1]).length;
  }
  tally.lost += world.theirs.filter((text, index) => {
    const isOverwritten = world.theirs.slice(index + 1).some((later) => later.startsWith(text));
    return !isOverwritten && !files.includes(text);
  }).length;
  const due = (await listDeliveries(database)).filter(({ settled, change }) => settled < change);
  expect(due).toEqual([]);
  database.close();
  return tally;
}

describe("two days of faults", () => {
  it(`lose and double nothing, with ${SEEDS} seeds`, async () => {
    let kills = 0;
    const bad: object[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const tally = await tallyOf(seed);
      kills += tally.kills;
      if (tally.lost + tally.doubled > 0) bad.push({ seed, ...tally });
    }
    expect(bad).toEqual([]);
    expect(kills).toBeGreaterThan(SEEDS);
  }, 600_000);
});
