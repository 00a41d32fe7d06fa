import "fake-indexeddb/auto";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { msToSamples } from "../../../core/audio/format.ts";
import type { ChannelName, PartialTurn, Turn, Word } from "../../../core/meeting.ts";
import {
  createEchoWatch,
  type EchoWatch,
} from "../../../entrypoints/offscreen/recorder/echo-watch.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import {
  listTurns,
  storeEchoes,
  storeInsight,
  storeTurn,
} from "../../../entrypoints/shared/database/turn-store.ts";
import { heardFrom, voiceOf } from "../../local/loudspeaker.ts";
import { decodeMeeting, readScript } from "../../local/sample-meeting.ts";
import { spoken } from "../spoken.ts";

const LENGTH_MS = 14_000;
const DELAY_MS = 180;

let sounds: Record<ChannelName, Int16Array>;
let texts: readonly string[];
beforeAll(async () => {
  const [meeting, script] = await Promise.all([decodeMeeting(), readScript()]);
  const tab = voiceOf(meeting.subarray(0, msToSamples(LENGTH_MS)), script.slice(0, 3), "Laura");
  sounds = { tab, mic: heardFrom(tab, { delayMs: DELAY_MS, gainDb: -12 }) };
  texts = (script[0]?.text ?? "").split(" ");
});

/** "Good morning Michael. Welcome to our weekly meeting …", spread evenly over the time in which it is said. */
function sentence(channel: ChannelName, laterMs = 0): Turn {
  const eachMs = 4_700 / texts.length;
  const words: Word[] = texts.map((text, index) => ({
    text,
    startMs: 800 + laterMs + index * eachMs,
    endMs: 800 + laterMs + (index + 1) * eachMs,
    confidence: 1,
  }));
  const [startMs, endMs] = [800 + laterMs, 5_500 + laterMs];
  return spoken({ channel, words, startMs, endMs, text: texts.join(" "), insight: "early" });
}

let database: Database;
let errors: unknown[];
let open: PartialTurn | null;
let watch: EchoWatch;
beforeEach(async () => {
  indexedDB = new IDBFactory();
  database = await openDatabase();
  errors = [];
  open = null;
  watch = watching(["tab", "mic"]);
});
afterEach(() => database.close());

const watching = (channels: readonly ChannelName[]): EchoWatch =>
  createEchoWatch({
    database,
    audioOf: (channel) =>
      channels.includes(channel)
        ? { read: (from, samples) => sounds[channel].slice(from, from + samples) }
        : null,
    partialOf: () => open,
    onError: (error) => errors.push(error),
  });

const store = (turn: Turn): Promise<Turn> => storeTurn(database, turn, 0);
const judged = async (turn: Turn) => watch.judged(await store(turn));
const stored = async (channel: ChannelName): Promise<Turn | undefined> =>
  (await listTurns(database, "m")).find((turn) => turn.channel === channel);

const tabTurn = () => sentence("tab");
const micTurn = () => sentence("mic", DELAY_MS);

describe("a turn of the microphone that is an echo", () => {
  it("is found where the tab's came before it", async () => {
    expect(await judged(tabTurn())).toMatchObject([{ channel: "tab" }]);
    expect(await judged(micTurn())).toMatchObject([{ channel: "mic", text: "" }]);
    expect(await stored("mic")).toMatchObject({
      text: "",
      words: texts.map(() => ({ isEcho: true })),
    });
    expect(await stored("tab")).toEqual(tabTurn());
  });

  it("is found when the tab's comes after it", async () => {
    expect(await judged(micTurn())).toEqual([micTurn()]);
    const changed = await judged(tabTurn());
    expect(changed).toMatchObject([{ channel: "tab" }, { channel: "mic", text: "" }]);
    expect(changed[1]).toEqual(await stored("mic"));
  });

  it("is found while the tab's is still open", async () => {
    open = tabTurn();
    expect(await judged(micTurn())).toMatchObject([{ text: "" }]);
  });

  it("is announced once: what was judged so before has not changed", async () => {
    await judged(tabTurn());
    await judged(micTurn());
    expect(await judged(tabTurn())).toHaveLength(1);
  });

  it("is found by a watch that knows nothing of what was before", async () => {
    await store(micTurn());
    watch = watching(["tab", "mic"]);
    expect(await judged(tabTurn())).toHaveLength(2);
  });

  it("is judged again when a better copy of it comes", async () => {
    await judged(tabTurn());
    await judged(micTurn());
    expect(await judged({ ...micTurn(), text: "Better." })).toMatchObject([{ text: "" }]);
  });
});

describe("a turn of the microphone", () => {
  it("keeps an insight that came while it was judged", async () => {
    const mic = await store(micTurn());
    await store(tabTurn());
    const judging = watch.judged(mic);
    await storeInsight(database, mic, "late");
    expect(await judging).toMatchObject([{ text: "", insight: "late" }]);
    expect(await stored("mic")).toMatchObject({ insight: "late" });
  });

  it("is not touched where it has other words by now", async () => {
    const mic = await store(micTurn());
    const better = { ...mic, words: mic.words.slice(1) };
    await store(better);
    expect(await storeEchoes(database, mic, mic.words)).toBeNull();
    expect(await stored("mic")).toEqual(better);
  });

  it("far from the tab's turn is not looked at", async () => {
    await judged(sentence("mic", 60_000));
    expect(await judged(tabTurn())).toHaveLength(1);
  });

  it("is whole where the tab is not recorded, without a look into the database", async () => {
    watch = watching(["mic"]);
    database.close();
    expect(await watch.judged(micTurn())).toEqual([micTurn()]);
    expect(errors).toEqual([]);
  });

  it("stays as it is where its sound can't be read", async () => {
    await store(tabTurn());
    const refusal = new DOMException("closed", "InvalidStateError");
    watch = createEchoWatch({
      database,
      audioOf: () => ({
        read: () => {
          throw refusal;
        },
      }),
      partialOf: () => null,
      onError: (error) => errors.push(error),
    });
    expect(await judged(micTurn())).toEqual([micTurn()]);
    expect(errors).toEqual([refusal]);
  });
});

describe("while a turn is judged", () => {
  it("what else has come is done before each piece of sound is read", async () => {
    let waiting = 0;
    const found: number[] = [];
    watch = createEchoWatch({
      database,
      audioOf: (channel) => ({
        read: (from, samples) => {
          found.push(waiting++);
          setTimeout(() => waiting--);
          return sounds[channel].slice(from, from + samples);
        },
      }),
      partialOf: () => null,
      onError: (error) => errors.push(error),
    });
    await judged(tabTurn());
    await judged(micTurn());
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found)).toEqual(new Set([0]));
  });
});

describe("an open turn of the microphone", () => {
  it("is shown without the words of the tab's last turn and of its open one", async () => {
    const partial = micTurn();
    expect(watch.shown(partial)).toBe(partial);
    open = { ...tabTurn(), words: tabTurn().words.slice(0, 4) };
    expect(watch.shown(partial).text).toBe(texts.slice(4).join(" "));
    open = null;
    await judged(tabTurn());
    expect(watch.shown(partial).text).toBe("");
  });

  it("of the tab is shown whole", async () => {
    await judged(tabTurn());
    const partial = sentence("tab", DELAY_MS);
    expect(watch.shown(partial)).toBe(partial);
  });
});
