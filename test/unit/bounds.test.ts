import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toMeetingFile, writeMeetingFile } from "../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../core/archive/schema.ts";
import { LARGEST, LONGEST, MOST } from "../../core/bounds.ts";
import type { Meeting, Note, Turn } from "../../core/meeting.ts";
import { pointsOfLines } from "../../core/language/structured-reply.ts";
import { readBatch } from "../../core/notes/insight-batch.ts";
import { transcriptLines } from "../../core/notes/transcript-lines.ts";
import { createChatStream } from "../../core/protocol/chat-stream.ts";
import { boundedReply } from "../../core/protocol/model-reply.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { parseServerMessage } from "../../core/speech/assemblyai/server-message.ts";
import { newMeeting } from "../../entrypoints/offscreen/recorder/meeting-record.ts";
import { held, spoken } from "./spoken.ts";

const long = (length: number): string => "😀".repeat(length);

interface Kept {
  readonly meeting?: Meeting;
  readonly turn?: Partial<Turn>;
  readonly note?: Partial<Note>;
}

/** The first fault of a meeting that was exported and is read again; null: none. */
function faultOf({ meeting = held(), turn, note }: Kept): string | null {
  const turns = turn ? [spoken(turn)] : [];
  const notes = note
    ? [{ id: "n", meetingId: "m", markdown: "", model: "", createdAt: 0, ...note }]
    : [];
  const read = readMeetingFile(writeMeetingFile(toMeetingFile({ meeting, turns, notes }, [], "")));
  return read.ok ? null : (read.problem.detail ?? "?");
}

/** The turn of a message of the speech service. */
function turnOf(change: object): Partial<Turn> {
  const wire = {
    type: "Turn",
    turn_order: 0,
    end_of_turn: true,
    turn_is_formatted: true,
    transcript: "a",
    words: [],
    ...change,
  };
  const message = parseServerMessage(JSON.stringify(wire));
  if (message.type !== "turn") return {};
  const { order, transcript: text, language, speaker } = message;
  const words = message.words.map((word) => ({ ...word, speaker: undefined }));
  return { order: 1_000 * order + 999, text, words, language, speaker };
}
const word = (change: object) => ({ text: "a", start: 0, end: 1, confidence: 1, ...change });

describe("what was kept can be exported and imported again, whatever came in", () => {
  it.each<[string, object]>([
    ["a long transcript", { transcript: long(LONGEST.turn) }],
    ["many words", { words: Array.from({ length: MOST.words + 1 }, () => word({})) }],
    ["a long word", { words: [word({ text: long(LONGEST.word) })] }],
    ["a word at the end of time", { words: [word({ start: 1e300, end: 1e308 })] }],
    ["a confidence above 1", { words: [word({ confidence: 7 })] }],
    ["a long label", { speaker_label: long(LONGEST.name) }],
    ["a long language", { language_code: long(LONGEST.language) }],
    ["a large order", { turn_order: LARGEST.turnOrder }],
    ["a larger order", { turn_order: 1e15 }],
  ])("from the speech service: %s", (_, change) => {
    expect(faultOf({ turn: turnOf(change) })).toBeNull();
  });

  it("from the speech service: a long insight", () => {
    const data = { choices: [{ message: { content: long(LONGEST.turn) } }] };
    const wire = { type: "LLMGatewayResponse", turn_order: 0, data };
    const message = parseServerMessage(JSON.stringify(wire));
    if (message.type !== "insight") throw new Error(message.type);
    expect(message.content).not.toBeNull();
    expect(faultOf({ turn: { insight: message.content } })).toBeNull();
  });

  it("from a model: a long note, whole or streamed, is cut off", () => {
    const content = long(LONGEST.note);
    const stream = createChatStream(long(LONGEST.name));
    for (let piece = 0; piece < 4; piece++)
      stream.feed(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
    expect(stream.isOver).toBe(true);
    const end = stream.end();
    if (end.type !== "reply") throw new Error(end.type);
    const usage = { input_tokens: 1, output_tokens: 1 };
    const whole = boundedReply({ model: "m", content, finish_reason: "stop", usage });
    for (const reply of [end.reply, whole]) {
      expect(reply.finish_reason).toBe("length");
      expect(faultOf({ note: { markdown: reply.content, model: reply.model } })).toBeNull();
    }
  });

  it("from a model: a long insight of a batch, and long points below a line", () => {
    const lines = transcriptLines([spoken({ text: "a" })]);
    const [insight = ""] = readBatch(`[1] ${long(LONGEST.turn)}`, lines).values();
    expect(faultOf({ turn: { insight } })).toBeNull();
    const point = { text: long(LONGEST.addition), turns: Array.from({ length: 9_999 }, () => 1) };
    const points = Array.from({ length: 99 }, () => point);
    const [markdown = ""] = pointsOfLines(
      JSON.stringify({ lines: [{ line: 1, points }] }),
    ).values();
    expect(faultOf({ note: { ownPoints: [{ line: "l", markdown }] } })).toBeNull();
  });

  it("from a page: a long title, address and label", () => {
    const plan = {
      meetingId: "m",
      title: long(LONGEST.pageTitle),
      pageUrl: `https://e.org/${"x".repeat(LONGEST.pageAddress)}`,
      settings: DEFAULT_SETTINGS,
    };
    const input = { name: "tab", label: long(LONGEST.pageTitle) };
    const begun = newMeeting(plan, [input] as unknown as Parameters<typeof newMeeting>[1]);
    expect(begun.pageUrl).toBeNull();
    expect(faultOf({ meeting: { ...begun, state: "saved" } })).toBeNull();
  });
});

it("a message of the speech service that is too long is not even parsed", () => {
  const transcript = "x".repeat(LONGEST.speechMessage);
  expect(parseServerMessage(JSON.stringify({ type: "Turn", turn_order: 0, transcript }))).toEqual({
    type: "malformed",
  });
});

it("a field takes no more than a file", () => {
  expect(LONGEST.meetingTitle).toBeLessThanOrEqual(LONGEST.pageTitle);
  expect(LONGEST.speakerName).toBeLessThanOrEqual(LONGEST.filedName);
  expect(LONGEST.templateName).toBeLessThanOrEqual(LONGEST.filedName);
  expect(LONGEST.bookmark).toBeLessThanOrEqual(LONGEST.filedBookmark);
  expect(LONGEST.question).toBeLessThanOrEqual(LONGEST.filedQuestion);
});

it("no schema and no field states a length of its own", () => {
  const root = join(import.meta.dirname, "../..");
  const files = globSync("{core,entrypoints,components}/**/*.{ts,vue}", { cwd: root });
  expect(files.length).toBeGreaterThan(300);
  const stating = files.filter((file) =>
    /maxLength\(\d|max-?length="\d/i.test(readFileSync(join(root, file), "utf8")),
  );
  expect(stating).toEqual([]);
});
