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

let audio: Record<ChannelName, Int16Array>;
let texts: readonly string[];
beforeAll(async () => {
  const [meeting, script] = await Promise.all([decodeMeeting(), readScript()]);
  const tab = voiceOf(meeting.subarray(0, msToSamples(LENGTH_MS)), script.slice(0, 3), "Laura");
  audio = { tab, mic: heardFrom(tab, { delayMs: DELAY_MS, gainDb: -12 }) };
  texts = (script[0]?.text ?? "").split(" ");
});

/** "Good morning Michael. Welcome to our weekly meeting …", its words spread evenly over its time. */
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
let announced: Turn[];
let errors: unknown[];
let open: PartialTurn | null;
let watch: EchoWatch;
beforeEach(async () => {
  indexedDB = new IDBFactory();
  database = await openDatabase();
  announced = [];
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
        ? { read: (from, samples) => audio[channel].slice(from, from + samples) }
        : null,
    partialOf: () => open,
    announce: (turn) => announced.push(turn),
    onError: (error) => errors.push(error),
  });

const store = async (turn: Turn): Promise<Turn> =>
  (await storeTurn(database, turn, 0)).turns[0] ?? turn;
/** Stores a turn and returns what is announced because of it. */
async function judged(turn: Turn): Promise<readonly Turn[]> {
  const before = announced.length;
  watch.stored(await store(turn));
  await watch.idle();
  return announced.slice(before);
}
const stored = async (channel: ChannelName): Promise<Turn | undefined> =>
  (await listTurns(database, "m")).find((turn) => turn.channel === channel);

const tabTurn = () => sentence("tab");
const micTurn = () => sentence("mic", DELAY_MS);

describe("an echo in a turn of the microphone", () => {
  it("is found if the tab's turn came first", async () => {
    expect(await judged(tabTurn())).toMatchObject([{ channel: "tab" }]);
    expect(await judged(micTurn())).toMatchObject([{ channel: "mic", text: "" }]);
    expect(await stored("mic")).toMatchObject({
      text: "",
      words: texts.map(() => ({ isEcho: true })),
    });
    expect(await stored("tab")).toEqual(tabTurn());
  });

  it("is found if the tab's turn comes later", async () => {
    expect(await judged(micTurn())).toEqual([micTurn()]);
    const changed = await judged(tabTurn());
    expect(changed).toMatchObject([{ channel: "tab" }, { channel: "mic", text: "" }]);
    expect(changed[1]).toEqual(await stored("mic"));
  });

  it("is found while the tab's turn is open", async () => {
    open = tabTurn();
    expect(await judged(micTurn())).toMatchObject([{ text: "" }]);
  });

  it("is announced once, although a later turn has it judged again", async () => {
    await judged(tabTurn());
    await judged(micTurn());
    expect(await judged(tabTurn())).toHaveLength(1);
  });

  it("is found by a watch that began after it was stored", async () => {
    await store(micTurn());
    watch = watching(["tab", "mic"]);
    expect(await judged(tabTurn())).toHaveLength(2);
  });

  it("is found again in a better copy of the turn", async () => {
    await judged(tabTurn());
    await judged(micTurn());
    expect(await judged({ ...micTurn(), text: "Better." })).toMatchObject([{ text: "" }]);
  });
});

describe("a turn of the microphone", () => {
  it("is announced once it is judged, with an insight that came meanwhile", async () => {
    const mic = await store(micTurn());
    await store(tabTurn());
    watch.stored(mic);
    const late = await storeInsight(database, mic, "late");
    if (late) watch.changed(late);
    await watch.idle();
    expect(announced).toMatchObject([{ text: "", insight: "late" }]);
    expect(await stored("mic")).toMatchObject({ insight: "late" });
  });

  it("is not changed if its words have changed since", async () => {
    const mic = await store(micTurn());
    const better = { ...mic, words: mic.words.slice(1) };
    await store(better);
    expect(await storeEchoes(database, mic, mic.words)).toBeNull();
    expect(await stored("mic")).toEqual(better);
  });

  it("is not judged if it is far from the tab's turn", async () => {
    await judged(sentence("mic", 60_000));
    expect(await judged(tabTurn())).toHaveLength(1);
  });

  it("is announced whole without the database if the tab is not recorded", async () => {
    watch = watching(["mic"]);
    database.close();
    watch.stored(micTurn());
    await watch.idle();
    expect(announced).toEqual([micTurn()]);
    expect(errors).toEqual([]);
  });

  it("stays as it is if its audio can't be read", async () => {
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
      announce: (turn) => announced.push(turn),
      onError: (error) => errors.push(error),
    });
    expect(await judged(micTurn())).toEqual([micTurn()]);
    expect(errors).toEqual([refusal]);
  });
});

describe("judging a turn", () => {
  it("lets waiting tasks run before each piece of audio is read", async () => {
    let waiting = 0;
    const found: number[] = [];
    watch = createEchoWatch({
      database,
      audioOf: (channel) => ({
        read: (from, samples) => {
          found.push(waiting++);
          setTimeout(() => waiting--);
          return audio[channel].slice(from, from + samples);
        },
      }),
      partialOf: () => null,
      announce: (turn) => announced.push(turn),
      onError: (error) => errors.push(error),
    });
    await judged(tabTurn());
    await judged(micTurn());
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found)).toEqual(new Set([0]));
  });
});

describe("an open turn", () => {
  it("is shown without the words of the tab's last and open turns", async () => {
    const partial = micTurn();
    expect(watch.shown(partial)).toBe(partial);
    open = { ...tabTurn(), words: tabTurn().words.slice(0, 4) };
    expect(watch.shown(partial).text).toBe(texts.slice(4).join(" "));
    open = null;
    await judged(tabTurn());
    expect(watch.shown(partial).text).toBe("");
  });

  it("is shown whole if it is the tab's", async () => {
    await judged(tabTurn());
    const partial = sentence("tab", DELAY_MS);
    expect(watch.shown(partial)).toBe(partial);
  });
});
