import { describe, expect, it } from "vitest";
import { meetingSrt } from "../../../../core/export/subtitles/srt.ts";
import { meetingWebVtt } from "../../../../core/export/subtitles/webvtt.ts";
import { widthOf } from "../../../../core/export/subtitles/width.ts";
import type { Turn } from "../../../../core/meeting.ts";
import { between, oneOf, seededRandom } from "../../../soak/random.ts";
import { spoken } from "../../spoken.ts";
import { heardWords, WORDS } from "../sample-meeting.ts";
import { type ReadCue, readSrt, readVtt, shownText } from "../subtitle-readers.ts";
import { sourceOf } from "./subtitled-turns.ts";

const ALPHABETS = [
  "abcdefghijklmnop",
  "éüßøå",
  "会議予算北方地区販売",
  "אבגדהוזח",
  "กขคงจฉ",
  "👩‍💻🎧",
  "한국어로",
];
const SIGNS = ["", "", "", "", ",", ".", "?", "…", "。", "-->", "&", "<b>", "{\\an8}", "\u202e"];

/** Random turns of two speakers: overlapping, very long, edited, in any script. */
function randomTurns(seed: number): readonly Turn[] {
  const random = seededRandom(seed);
  const word = (): string => {
    const letters = [...oneOf(random, ALPHABETS)];
    const length = between(random, 1, random() < 0.02 ? 120 : 9);
    return Array.from({ length }, () => oneOf(random, letters)).join("") + oneOf(random, SIGNS);
  };
  const turnsOf = (channel: "tab" | "mic"): Turn[] => {
    let at = 0;
    return Array.from({ length: between(random, 1, 12) }, (_, order) => {
      const startMs = at + between(random, 0, oneOf(random, [50, 500, 20_000]));
      const text = Array.from(
        { length: between(random, 1, oneOf(random, [2, 15, 150])) },
        word,
      ).join(" ");
      const heard = random() < 0.7 ? text : `${word()} ${word()}`;
      const words = random() < 0.1 ? [] : heardWords(heard, startMs, between(random, 0, 700) + 60);
      at = words.at(-1)?.endMs ?? startMs + between(random, 0, 5_000);
      return spoken({ channel, order, startMs, endMs: at, text, words });
    });
  };
  return [...turnsOf("tab"), ...turnsOf("mic")].toSorted((a, b) => a.startMs - b.startMs);
}

const lettersOf = (text: string): string => text.replace(/[\s\u202e]/g, "");
const saidBy = (turns: readonly Turn[], channel?: string): string =>
  lettersOf(
    turns
      .filter((each) => channel === undefined || each.channel === channel)
      .map(({ text }) => text)
      .join(""),
  );

function expectLegible(cues: readonly ReadCue[]): void {
  for (const { startMs, endMs, text } of cues) {
    expect(endMs - startMs).toBeGreaterThanOrEqual(100);
    expect(endMs - startMs).toBeLessThanOrEqual(7_000);
    const lines = shownText(text).split("\n");
    expect(lines.length).toBeLessThanOrEqual(2);
    for (const line of lines) {
      expect(line).toMatch(/^\S(.*\S)?$/u);
      expect(widthOf(line)).toBeLessThanOrEqual(42);
    }
  }
}

const expectInOrder = (cues: readonly ReadCue[]): void => {
  for (const [index, { startMs }] of cues.entries())
    expect(startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
};

/** The voices of a WebVTT subtitle. Two of them begin with a dash each. */
function voicesIn(text: string): readonly { readonly name: string; readonly words: string }[] {
  const [, ...parts] = text.split(/<v ([^>]*)>/);
  const voices = parts.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, words: shownText(parts[index + 1] ?? "") }] : [],
  );
  return voices.length < 2
    ? voices
    : voices.map(({ name, words }) => ({ name, words: words.replace(/^- /, "") }));
}

describe("subtitles of a random meeting", () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);
  const words = { ...WORDS, speakers: { ...WORDS.speakers, names: { tab: "Ruth" } } };

  it.each(seeds)(
    "WebVTT %i has every word once, in order, legible and without overlap in a channel",
    async (seed) => {
      const turns = randomTurns(seed);
      const cues = await readVtt(meetingWebVtt(sourceOf(turns), words));
      expectLegible(cues);
      expect(cues.map(({ startMs }) => startMs)).toEqual(
        cues.map(({ startMs }) => startMs).toSorted((a, b) => a - b),
      );
      for (const [channel, name] of [
        ["tab", "Ruth"],
        ["mic", "You"],
      ] as const) {
        expectInOrder(cues.filter(({ text }) => text.startsWith(`<v ${name}>`)));
        const said = cues
          .flatMap(({ text }) => voicesIn(text))
          .filter((each) => each.name === name);
        expect(lettersOf(said.map(({ words }) => words).join(""))).toBe(saidBy(turns, channel));
      }
    },
  );

  it.each(seeds)("SubRip %i has every word once, legible and without any overlap", async (seed) => {
    const turns = randomTurns(seed);
    const cues = await readSrt(meetingSrt(sourceOf(turns), words));
    expectLegible(cues);
    expectInOrder(cues);
    let speaker = "";
    const said: Record<string, string> = {};
    for (const { text } of cues) {
      const dialogue = /^- (Ruth|You): (.*)\n- (Ruth|You): (.*)$/.exec(text);
      const [, name, rest = ""] = /^(?:(Ruth|You): ?)?([^]*)$/.exec(text) ?? [];
      const voices = dialogue
        ? [dialogue.slice(1, 3), dialogue.slice(3, 5)]
        : [[name ?? speaker, rest]];
      if (!dialogue) expect(name).not.toBe(speaker);
      for (const [who = "", words = ""] of voices) {
        said[who] = (said[who] ?? "") + lettersOf(words.replaceAll("(", "{"));
        speaker = who;
      }
    }
    const asWritten = (text: string): string => text.replaceAll("<", "‹").replaceAll(">", "›");
    expect(said["Ruth"]).toBe(asWritten(saidBy(turns, "tab")));
    expect(said["You"]).toBe(asWritten(saidBy(turns, "mic")));
  });
});
