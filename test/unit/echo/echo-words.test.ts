import { beforeAll, describe, expect, it } from "vitest";
import { msToSamples } from "../../../core/audio/format.ts";
import { markEchoes, type AudioReader } from "../../../core/echo/echo-words.ts";
import type { Word } from "../../../core/meeting.ts";
import { delayed, heardFrom, hiss, mixed, voiceOf } from "../../local/loudspeaker.ts";
import { decodeMeeting, readScript, type SpokenTurn } from "../../local/sample-meeting.ts";

const LENGTH_MS = 20_000;
const ECHO = { delayMs: 180, gainDb: -12, highCutHz: 3_000, room: { lengthMs: 300, directDb: 4 } };

let script: readonly SpokenTurn[];
let tab: Int16Array;
let echo: Int16Array;
let own: Int16Array;
beforeAll(async () => {
  const whole = await decodeMeeting();
  script = (await readScript()).filter(({ endMs }) => endMs < LENGTH_MS);
  const sound = mixed(whole.subarray(0, msToSamples(LENGTH_MS)), hiss(msToSamples(LENGTH_MS), -65));
  tab = voiceOf(sound, script, "Laura");
  echo = heardFrom(tab, ECHO);
  own = voiceOf(sound, script, "Michael");
});

/** Words of a turn of the script, spread evenly over its time. */
function wordsOf(turn: number, laterMs = 0): Word[] {
  const { text = "", startMs = 0, endMs = 0 } = script[turn] ?? {};
  const texts = text.split(" ");
  const eachMs = (endMs - startMs) / texts.length;
  return texts.map((text, index) => ({
    text,
    startMs: startMs + laterMs + index * eachMs,
    endMs: startMs + laterMs + (index + 1) * eachMs,
    confidence: 1,
  }));
}

const readerOf =
  (mic: Int16Array): AudioReader =>
  async (channel, from, samples) =>
    (channel === "tab" ? tab : mic).subarray(from, from + samples);

/** Writes "own [echo] own". */
const marked = async (mic: readonly Word[], played: readonly Word[], sound: Int16Array) =>
  (await markEchoes(mic, played, readerOf(sound)))
    .map(({ text, isEcho }) => (isEcho ? `[${text}]` : text))
    .join(" ")
    .replaceAll("] [", " ");

/** "Good morning Michael. Welcome to our weekly meeting about the release of Harbor." */
const FIRST = 0;
/** "Good morning Laura. I have three topics for today." */
const SECOND = 1;

describe("markEchoes marks words as echoes", () => {
  it("if their text and audio are those of the tab", async () => {
    const heard = wordsOf(FIRST, ECHO.delayMs);
    expect(await marked(heard, wordsOf(FIRST), echo)).toMatch(/^\[[^[\]]+\]$/);
  });

  it("even if some of them were misheard", async () => {
    const heard = wordsOf(FIRST, ECHO.delayMs).map((word, index) =>
      index % 4 === 2 ? { ...word, text: "bicycle" } : word,
    );
    expect(await marked(heard, wordsOf(FIRST), echo)).toMatch(/^\[[^[\]]+\]$/);
  });
});

describe("markEchoes keeps words as the user's own", () => {
  it("if only their text is that of the tab", async () => {
    const said = wordsOf(SECOND);
    const played = wordsOf(SECOND, -200);
    expect(await marked(said, played, own)).toBe(
      "Good morning Laura. I have three topics for today.",
    );
    expect(await marked(said, played, mixed(own, echo))).not.toContain("[");
  });

  it("in pairs that the tab says while the user says something else", async () => {
    const sound = delayed(own, -4_000);
    const said = wordsOf(SECOND, -4_000);
    for (let first = 0; first + 2 <= said.length; first++)
      for (const earlierMs of [0, 300, 600, 900, 1_200, 1_500, 1_800]) {
        const played = wordsOf(SECOND, -4_000 - earlierMs).slice(first, first + 2);
        expect(await marked(said.slice(first, first + 2), played, sound)).not.toContain("[");
      }
  });

  it("if only their audio is that of the tab", async () => {
    const heard = wordsOf(FIRST, ECHO.delayMs).map((word) => ({ ...word, text: "bicycle" }));
    expect(await marked(heard, wordsOf(FIRST), echo)).not.toContain("[");
  });

  it("if another voice repeats what was just heard", async () => {
    const heard = wordsOf(FIRST, ECHO.delayMs);
    const repeated = wordsOf(SECOND);
    // The tab's turn ends with "Good morning.", and then the user says so too: 700 ms after it, and in another voice.
    const played = [...wordsOf(FIRST), ...wordsOf(SECOND, -700).slice(0, 2)];
    expect(await marked([...heard, ...repeated], played, mixed(own, echo))).toBe(
      "[Good morning Michael. Welcome to our weekly meeting about the release of Harbor.] " +
        "Good morning Laura. I have three topics for today.",
    );
  });

  it("in the middle of an echo", async () => {
    // The user says two words while the tab speaks.
    const over = mixed(echo, delayed(own, -4_000));
    const heard = wordsOf(FIRST, ECHO.delayMs);
    const said = wordsOf(SECOND, -4_000);
    const mic = [...heard.slice(0, 5), ...said.slice(5, 7), ...heard.slice(5)].toSorted(
      (a, b) => a.startMs - b.startMs,
    );
    const text = await marked(mic, wordsOf(FIRST), over);
    expect(text.match(/[^ [\]]+(?=[^\]]*(\[|$))/g)).toEqual(["three", "topics"]);
    expect(text).toMatch(/\[Good morning/);
    expect(text).toMatch(/Harbor\.\]$/);
  });

  it("even if they were echoes before", async () => {
    const before = wordsOf(SECOND).map((word) => ({ ...word, isEcho: true as const }));
    expect(await marked(before, wordsOf(FIRST), own)).not.toContain("[");
  });

  it("if the tab's audio is missing", async () => {
    const none: AudioReader = async () => new Int16Array(0);
    const heard = wordsOf(FIRST, ECHO.delayMs);
    expect(await markEchoes(heard, wordsOf(FIRST), none)).toEqual(heard);
  });

  it("without reading audio if the tab has none of them", async () => {
    const refuse: AudioReader = () => Promise.reject(new Error("read"));
    const said = [{ ...wordsOf(SECOND)[0], text: "Bicycle", startMs: 0, endMs: 1, confidence: 1 }];
    expect(await markEchoes(said, wordsOf(FIRST), refuse)).toEqual(said);
    await expect(markEchoes(wordsOf(FIRST), wordsOf(FIRST), refuse)).rejects.toThrow("read");
  });
});
