import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import type { ChannelName, Turn } from "../../../core/meeting.ts";
import { withText } from "../../../core/transcript/edits.ts";
import type { Covered } from "../../../core/speech/drafts.ts";
import type { TurnMessage } from "../../../core/speech/service.ts";
import {
  createEchoWatch,
  type EchoWatch,
} from "../../../entrypoints/offscreen/recorder/echo-watch.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { createSerial } from "../../../entrypoints/shared/serial.ts";
import { editTurn, listTurns } from "../../../entrypoints/shared/database/turn-store.ts";
import { held, NOTHING_YET, spoken } from "../spoken.ts";
import { words } from "../words.ts";

const message = (change: Partial<TurnMessage>): TurnMessage => ({
  type: "turn",
  order: 0,
  endOfTurn: true,
  formatted: true,
  transcript: "Okay.",
  words: [{ text: "Okay.", startMs: 400, endMs: 1_900, confidence: 1 }],
  language: null,
  speaker: "A",
  ...change,
});

type Echoes = Pick<EchoWatch, "stored" | "changed" | "shown">;

interface KeeperOptions {
  readonly channel?: ChannelName;
  readonly recordedSamples?: number;
  readonly echoesOf?: (database: Database) => Echoes;
  readonly draftAfter?: () => Covered;
  readonly earlier?: readonly Turn[];
}

/** A channel in its first session. */
async function keep(
  meetingId: string,
  {
    channel = "tab",
    recordedSamples = 160_000,
    echoesOf,
    draftAfter,
    earlier = [],
  }: KeeperOptions = {},
) {
  const replaced: Covered[] = [];
  const announced: Turn[] = [];
  const database = await openDatabase();
  const writes = createSerial();
  const announce = (turn: Turn): void => void announced.push(turn);
  // A draft has sessions of its own.
  let sessions = draftAfter ? 7 : 0;
  const turns = createTurnKeeper({
    meetingId,
    channel,
    progress: NOTHING_YET,
    earlier,
    recordedSamples: () => recordedSamples,
    database,
    store: (write) => void writes.run(write),
    echoes: echoesOf?.(database) ?? {
      stored: announce,
      changed: announce,
      shown: (partial) => partial,
    },
    announcePartial() {},
    announceReplaced: (_channel, covered) => replaced.push(covered),
    nextSession: () => sessions++,
    draftAfter: draftAfter ?? null,
  });
  turns.beginSession(false);
  const stored = async () => {
    await writes.idle();
    return listTurns(database, meetingId);
  };
  return { turns, announced, replaced, stored, database };
}

it("a revised speaker is stored and announced; text and times stay", async () => {
  const { turns, announced, stored } = await keep("revised");
  turns.turn(message({ order: 0 }));
  turns.turn(message({ order: 1, transcript: "Fine." }));
  const before = await stored();
  turns.revise([{ order: 1, speaker: "B", words: [] }]);
  expect(await stored()).toEqual(
    before.map((turn) => (turn.text === "Fine." ? { ...turn, speaker: "B" } : turn)),
  );
  expect(announced.slice(2)).toMatchObject([{ text: "Fine.", speaker: "B" }]);
});

it("a revision changes turns of its own session only", async () => {
  const { turns, stored } = await keep("sessions");
  turns.turn(message({ order: 0 }));
  turns.beginSession(false);
  turns.turn(
    message({ order: 0, words: [{ text: "Next.", startMs: 5_000, endMs: 5_400, confidence: 1 }] }),
  );
  turns.revise([{ order: 0, speaker: "B", words: [] }]);
  expect(await stored()).toMatchObject([
    { session: 0, speaker: "A" },
    { session: 1, speaker: "C" },
  ]);
});

/** The words "one two", said at 1 s and 2 s of the recording, and more of a session that begins at 1 s. */
const STORED = { transcript: "one two", words: words("one@1000 two@2000") };
const again = (script: string, speakers: readonly string[] = []): Partial<TurnMessage> => ({
  transcript: script.replaceAll(/@\d+/g, ""),
  words: words(script).map((word, at) => ({
    ...word,
    ...(speakers[at] !== undefined && { speaker: speakers[at] }),
  })),
});

it.each<[string, Partial<TurnMessage>, string]>([
  ["its words alone are heard again", { ...again("two@1000"), speaker: "B" }, "A"],
  ["each word has a label", { ...again("two@1000 three@3000", ["B", "C"]), speaker: "C" }, "A"],
  ["only others are heard", { ...again("three@3000"), speaker: "B" }, "B"],
  ["others are heard in the same turn", { ...again("two@1000 three@3000"), speaker: "C" }, "B"],
])("a new session's speaker B after A when %s: %s", async (_what, first, label) => {
  const { turns, stored } = await keep(`carried ${_what}`);
  turns.turn(message({ ...STORED, speaker: "A" }));
  expect(turns.beginSession(false).baseSamples).toBe(16_000);
  turns.turn(message(first));
  turns.turn(message({ ...again("four@5000"), order: 1, speaker: "B" }));
  const last = (await stored()).at(-1);
  expect(last).toMatchObject({ session: 1, text: "four", speaker: label });
  expect(last?.words[0]).not.toHaveProperty("speaker");
});

it("a session's own A is not the A before it, also in partials and revisions", async () => {
  const { turns, stored } = await keep("own");
  turns.turn(message({ ...STORED, speaker: "A" }));
  turns.beginSession(false);
  const next = { ...again("four@5000"), speaker: "A" };
  turns.turn(message({ ...next, endOfTurn: false }));
  expect(turns.partial?.speaker).toBeNull();
  turns.turn(message(next));
  turns.turn(message({ ...again("five@7000"), order: 1, speaker: "B" }));
  turns.revise([{ order: 1, speaker: "A", words: [] }]);
  expect((await stored()).map(({ speaker }) => speaker)).toEqual(["A", "B", "B"]);
});

it("a better copy of a turn keeps the revised speaker", async () => {
  const { turns, stored } = await keep("copies");
  turns.turn(message({ formatted: false }));
  turns.revise([{ order: 0, speaker: "B", words: [] }]);
  turns.turn(message({ transcript: "Okay!" }));
  expect(await stored()).toMatchObject([{ text: "Okay!", speaker: "B" }]);
});

/** "one two three four" by two speakers, at 1 s, 2 s, 3 s and 4 s. */
const BY_TWO = again("one@1000 two@2000 three@3000 four@4000", ["A", "A", "B", "B"]);

it("a turn is stored and announced as one turn for each speaker, and its insight with the last", async () => {
  const { turns, announced, stored } = await keep("cut");
  turns.turn(message({ ...BY_TWO, transcript: "One two, three four." }));
  turns.insight(0, "Counts.");
  const parts = [
    { order: 0, speaker: "A", startMs: 1_000, endMs: 2_200, text: "one two", insight: null },
    {
      order: 2,
      speaker: "B",
      startMs: 3_000,
      endMs: 4_200,
      text: "three four",
      insight: "Counts.",
    },
  ];
  expect(await stored()).toMatchObject(parts);
  expect(announced).toMatchObject([parts[0], { order: 2 }, parts[1]]);
});

it("revised words cut a turn once more; cuts, edits and other turns stay", async () => {
  const { turns, announced, stored } = await keep("cut-again");
  turns.turn(message(BY_TWO));
  turns.turn(message({ ...again("five@5000"), order: 1, speaker: "B" }));
  await stored();
  announced.length = 0;
  const labels = ["A", "A", "A", "B"];
  turns.revise([
    {
      order: 0,
      speaker: null,
      words: again("one@1000 two@2000 three@3000 four@4000", labels).words ?? [],
    },
    { order: 9, speaker: "C", words: [] },
  ]);
  expect((await stored()).map(({ order, speaker, text }) => [order, speaker, text])).toEqual([
    [0, "A", "one two"],
    [2, "A", "three"],
    [3, "B", "four"],
    [1_000, "B", "five"],
  ]);
  expect(announced).toMatchObject([{ order: 2 }, { order: 3 }]);
});

it("a better copy of a turn in parts keeps their cuts and what the user has changed", async () => {
  const { turns, stored, database } = await keep("copy-parts");
  turns.turn(message({ ...BY_TWO, formatted: false }));
  await stored();
  const key = { meetingId: "copy-parts", channel: "tab", session: 0, order: 2 } as const;
  await editTurn(database, key, (turn) => withText(turn, "three or four"));
  turns.turn(
    message({ ...again("One@1000 two@2000 three@3000 four.@4000", ["A", "B", "B", "C"]) }),
  );
  expect((await stored()).map(({ order, speaker, text }) => [order, speaker, text])).toEqual([
    [0, "A", "One"],
    [1, "B", "two"],
    [2, "B", "three or four"],
  ]);
});

/** Six words, a second apart, by one speaker from this second on. */
const longTurn = (order: number, second: number, speaker: string, atMs = second * 1_000) => {
  const script = Array.from({ length: 6 }, (_, at) => `w${second + at}@${atMs + at * 1_000}`);
  return message({
    order,
    ...again(
      script.join(" "),
      Array.from(script, () => speaker),
    ),
    speaker,
  });
};

it("known speakers are introduced to the next session, whose labels are theirs again", async () => {
  const { turns, stored } = await keep("introduced", { recordedSamples: 1_600_000 });
  turns.turn(longTurn(0, 1, "A"));
  turns.turn(longTurn(1, 11, "B"));
  const { introduction, baseSamples } = turns.beginSession(true);
  expect(introduction?.pieces.map(({ voice }) => voice.label)).toEqual(["A", "B"]);
  // 2.5 s and 0.2 s of silence for each, and 1.5 s at the end; the recording begins a second before the last word.
  expect([introduction?.samples, baseSamples]).toEqual([6_900 * 16, (15_000 - 6_900) * 16]);
  // The session hears the second speaker's voice as its own second one, and the last stored word in between.
  turns.turn(
    message({
      ...again("w2@200 w3@1200 w12@2900 w13@3900 w16@7900", ["B", "B", "A", "A", "A"]),
      speaker: "B",
    }),
  );
  turns.turn(message({ ...again("new@9000 words@9500", ["A", "B"]), order: 1, speaker: "A" }));
  turns.turn(message({ ...again("third@12000"), order: 2, speaker: "C" }));
  expect(
    (await stored())
      .map(({ session, speaker, text, startMs }) => [session, speaker, text, startMs])
      .slice(2),
  ).toEqual([
    [1, "B", "new", 17_100],
    [1, "A", "words", 17_600],
    [1, "C", "third", 20_100],
  ]);
});

it("speakers whom the user has merged are introduced as one, also if they were merged meanwhile", async () => {
  const { turns, database, stored } = await keep("merged", { recordedSamples: 1_600_000 });
  await addMeeting(database, held({ id: "merged", merged: { "tab B": "tab A" } }));
  turns.turn(longTurn(0, 1, "A"));
  turns.turn(longTurn(1, 11, "B"));
  turns.turn(longTurn(2, 21, "C"));
  turns.endSession();
  await stored();
  const { introduction } = turns.beginSession(true);
  expect(introduction?.pieces.map(({ voice }) => voice)).toEqual([
    { label: "A", fromMs: 12_000, toMs: 14_500 },
    { label: "C", fromMs: 22_000, toMs: 24_500 },
  ]);
});

it("one speaker alone is not introduced", async () => {
  const { turns } = await keep("alone", { recordedSamples: 1_600_000 });
  turns.turn(longTurn(0, 1, "A"));
  turns.endSession();
  expect(turns.beginSession(true).introduction).toBeNull();
});

it("nobody is introduced where speakers are not told apart", async () => {
  const { turns } = await keep("unlabelled", { recordedSamples: 1_600_000 });
  turns.turn(longTurn(0, 1, "A"));
  expect(turns.beginSession(false).introduction).toBeNull();
});

it("a new transcript keeps the people of the earlier one, and what the user had assigned", async () => {
  const earlier = [
    spoken({ speaker: "D", words: words("one@1000 two@2000") }),
    spoken({ order: 1, speaker: "C", words: words("three@3000"), saidBy: "person 1" }),
  ];
  const { turns, stored } = await keep("anew", { earlier });
  turns.turn(message(again("one@1000 two@2000 three@3000 new@9000", ["A", "A", "B", "E"])));
  expect((await stored()).map(({ speaker, saidBy, text }) => [text, speaker, saidBy])).toEqual([
    ["one two", "D", undefined],
    ["three", "C", "person 1"],
    ["new", "E", undefined],
  ]);
});

it("a new transcript without voices keeps those of the earlier one", async () => {
  const earlier = [spoken({ speaker: "D", words: words("one@1000 two@2000") })];
  const { turns, stored } = await keep("anew-unlabelled", { earlier });
  turns.turn(message({ ...again("won@1000 two@2000 three@3000"), speaker: null }));
  expect((await stored()).map(({ speaker, text }) => [text, speaker])).toEqual([
    ["won two", "D"],
    ["three", null],
  ]);
});

it("a revision of an unknown turn changes nothing", async () => {
  const { turns, announced, stored } = await keep("unknown");
  turns.revise([{ order: 7, speaker: "B", words: [] }]);
  expect(await stored()).toEqual([]);
  expect(announced).toEqual([]);
});

it("the offset stays within the recording although a last word ends late", async () => {
  const { turns } = await keep("late", { recordedSamples: 16_000 });
  turns.turn(message({}));
  expect(turns.transcribedSamples).toBe(16_000);
});

it("an insight that comes before its final is stored with it", async () => {
  const { turns, announced, stored } = await keep("early");
  turns.insight(0, "Agreed.");
  turns.turn(message({}));
  expect(await stored()).toMatchObject([{ text: "Okay.", insight: "Agreed." }]);
  expect(announced).toMatchObject([{ insight: "Agreed." }]);
});

it("an early insight belongs to its own session", async () => {
  const { turns, stored } = await keep("early-session");
  turns.insight(0, "Agreed.");
  turns.beginSession(false);
  turns.turn(message({}));
  expect(await stored()).toMatchObject([{ insight: null }]);
});

it("a better copy of a turn keeps the insight that was stored before", async () => {
  const { turns, announced, stored } = await keep("insight");
  turns.turn(message({ formatted: false, transcript: "okay" }));
  turns.insight(0, "Agreed.");
  turns.turn(message({}));
  expect(await stored()).toMatchObject([{ text: "Okay.", insight: "Agreed." }]);
  expect(announced.at(-1)).toMatchObject({ text: "Okay.", insight: "Agreed." });
});

it("finals are stored while an earlier one is still being judged", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const onError = vi.fn<(error: unknown) => void>();
  const { turns, stored } = await keep("judging", {
    channel: "mic",
    echoesOf: (database) =>
      createEchoWatch({
        database,
        audioOf: () => ({ read: (_at, samples) => new Int16Array(samples) }),
        partialOf: (channel) => spoken({ channel, words: words("okay@300") }),
        announce() {},
        onError,
      }),
  });
  for (const order of [0, 1, 2]) turns.turn(message({ order }));
  expect(await stored()).toHaveLength(3);
  expect(onError).not.toHaveBeenCalled();
  vi.useRealTimers();
});

describe("a draft", () => {
  const nothing = (): Covered => ({ untilMs: -Infinity, lastWord: null });

  /** A meeting with a draft of "one two" at 1 s and 2 s in the channel "tab". */
  async function drafted(meetingId: string): Promise<void> {
    const channels = [{ name: "tab", transcribedSamples: 0 } as const];
    await addMeeting(await openDatabase(), held({ id: meetingId, channels }));
    const { turns, stored } = await keep(meetingId, { draftAfter: nothing });
    turns.turn(message({ ...STORED, speaker: null }));
    expect(await stored()).toMatchObject([{ text: "one two", isDraft: true }]);
  }
  const offsetOf = async (meetingId: string) =>
    (await getMeeting(await openDatabase(), meetingId))?.channels[0];

  it("moves no offset, and its open turn is marked", async () => {
    await drafted("drafted");
    expect(await offsetOf("drafted")).toMatchObject({
      transcribedSamples: 0,
      drafts: { fromMs: 1_000, toMs: 2_200 },
    });
    const { turns } = await keep("drafted", { draftAfter: nothing });
    turns.turn(message({ endOfTurn: false }));
    expect(turns.partial).toMatchObject({ isDraft: true });
  });

  it("that comes late is stored without the words that the service has already", async () => {
    const meetingId = "late draft";
    await addMeeting(await openDatabase(), held({ id: meetingId }));
    const at = (untilMs: number) => ({ draftAfter: () => ({ untilMs, lastWord: null }) });
    const late = await keep(meetingId, at(1_500));
    late.turns.turn(message(STORED));
    expect(await late.stored()).toMatchObject([{ text: "two", startMs: 2_000 }]);
    const tooLate = await keep(`${meetingId} 2`, at(3_000));
    tooLate.turns.turn(message(STORED));
    expect(await tooLate.stored()).toEqual([]);
  });

  it("is deleted and taken from panels when the service has found silence in its place", async () => {
    await drafted("silent");
    const { turns, replaced, stored } = await keep("silent");
    turns.heardAll(48_000);
    expect(await stored()).toEqual([]);
    expect(replaced).toEqual([{ untilMs: 3_000, lastWord: null }]);
    expect(await offsetOf("silent")).toEqual({ name: "tab", transcribedSamples: 48_000 });
    turns.heardAll(64_000);
    await stored();
    expect(replaced).toHaveLength(1);
  });

  it("keeps the words that the service has not come to", async () => {
    await drafted("half");
    const { turns, stored } = await keep("half");
    turns.turn(message({ transcript: "One", words: words("One@900-2100") }));
    expect((await stored()).map(({ text }) => text)).toEqual(["One", "two"]);
    expect(await offsetOf("half")).toMatchObject({ drafts: { fromMs: 2_000, toMs: 2_200 } });
  });
});
