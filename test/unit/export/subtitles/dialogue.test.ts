import { describe, expect, it } from "vitest";
import { meetingSrt } from "../../../../core/export/subtitles/srt.ts";
import { meetingWebVtt } from "../../../../core/export/subtitles/webvtt.ts";
import type { Turn } from "../../../../core/meeting.ts";
import { WORDS } from "../sample-meeting.ts";
import { readSrt, readVtt } from "../subtitle-readers.ts";
import { sourceOf, turn } from "./subtitled-turns.ts";

const words = { ...WORDS, speakers: { ...WORDS.speakers, names: { tab: "Ruth" } } };
const srt = async (...turns: Turn[]) =>
  (await readSrt(meetingSrt(sourceOf(turns), words))).map(({ text }) => text);
const vtt = async (...turns: Turn[]) =>
  (await readVtt(meetingWebVtt(sourceOf(turns), words))).map(({ text }) => text);

const quick = [turn("Yes."), turn("No.", { startMs: 400, channel: "mic" })] as const;

describe("two quick speakers share a subtitle", () => {
  it("in SubRip, each with the name", async () => {
    expect(await srt(...quick)).toEqual(["- Ruth: Yes.\n- You: No."]);
  });

  it("in WebVTT, each as a voice", async () => {
    expect(await vtt(...quick)).toEqual(["<v Ruth>- Yes.</v>\n<v You>- No.</v>"]);
  });

  it("until both are read", async () => {
    const [cue] = await readSrt(meetingSrt(sourceOf(quick), words));
    // "- Ruth: Yes." and "- You: No." are 22 columns, at 20 a second.
    expect(cue).toMatchObject({ startMs: 0, endMs: 1_100 });
  });

  it.each<[string, Turn]>([
    ["the first can be read before", turn("No.", { startMs: 1_500, channel: "mic" })],
    [
      "the reply needs more than a line",
      turn("we had to look at all of the numbers again and again today", {
        startMs: 400,
        channel: "mic",
      }),
    ],
    ["the same speaker goes on", turn("I think so.", { startMs: 400, order: 1 })],
  ])("unless %s", async (_, second) => {
    const texts = await srt(turn("Yes."), second);
    expect(texts.some((text) => text.includes("- "))).toBe(false);
  });
});

describe("a point ends no sentence", () => {
  const filler = "we had to look at all of the numbers again";
  it.each([
    ["after an abbreviation", `So ${filler} i.e. With care. It was good.`, "i.e."],
    ["after a title", `So ${filler} with Dr. Smith. It was good.`, "Dr."],
    ["after a short number", `So ${filler} on the 3. Mai. It was good.`, "3."],
    ["before a small letter", `So ${filler} for Corp. and us. It was good.`, "Corp."],
    ["in a decimal", `So ${filler} for 2.5 hours. It was good.`, "2.5"],
    ["before a number", `So ${filler} with No. 5 again. It was good.`, "No."],
    ["after an initial", `So ${filler} with J. Smith too. It was good.`, "J."],
  ])("%s", async (_, text, word) => {
    const cues = await srt(turn(text));
    expect(cues.some((cue) => cue.endsWith(word))).toBe(false);
    expect(cues.join(" ").replace(/\s+/g, " ")).toContain(`${word} `);
  });

  it("but ends one before a capital, as after a number of three digits or I", async () => {
    const long = "we had to look at all of the numbers again";
    for (const end of ["I.", "250.", "etc.", "No."]) {
      const cues = await srt(
        turn(`So ${long} and so did ${end} They were all of them quite wrong again.`),
      );
      expect(cues.some((cue) => cue.replace(/\n/g, " ").endsWith(` ${end}`))).toBe(true);
    }
  });
});
