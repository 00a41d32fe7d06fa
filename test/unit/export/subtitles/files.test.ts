import { describe, expect, it } from "vitest";
import { meetingSrt } from "../../../../core/export/subtitles/srt.ts";
import { meetingWebVtt } from "../../../../core/export/subtitles/webvtt.ts";
import { held } from "../../spoken.ts";
import { WORDS } from "../sample-meeting.ts";
import { readVtt } from "../subtitle-readers.ts";
import { sourceOf, turn } from "./subtitled-turns.ts";

describe("subtitle files", () => {
  it("name speakers in SubRip where they change", () => {
    const turns = [
      turn("Hello."),
      turn("Again.", { startMs: 5_000 }),
      turn("Yes.", { startMs: 9_000, channel: "mic" }),
    ];
    const said = meetingSrt(sourceOf(turns), {
      ...WORDS,
      speakers: { ...WORDS.speakers, names: { tab: "Ruth" } },
    });
    expect(said.match(/^(?:\w+: )?\w+\.$/gm)).toEqual(["Ruth: Hello.", "Again.", "You: Yes."]);
  });

  it("cut long names in SubRip to leave room for words", () => {
    const names = { tab: "Adolph Blaine Charles David Earl Frederick Gerald Hubert" };
    const said = meetingSrt(sourceOf([turn("Hello.")]), {
      ...WORDS,
      speakers: { ...WORDS.speakers, names },
    });
    expect(said).toContain("\nAdolph Blaine Charles…: Hello.\n");
  });

  it("of a meeting without words are empty in SubRip and have a header in WebVTT", async () => {
    expect(meetingSrt(sourceOf([]), WORDS)).toBe("");
    expect(meetingWebVtt(sourceOf([]), WORDS)).toMatch(/^WEBVTT\n\nNOTE\n/);
    expect(await readVtt(meetingWebVtt(sourceOf([]), WORDS))).toEqual([]);
  });

  it("take any title and any name in WebVTT", async () => {
    const meeting = held({ title: "a\n\n00:00.000 --> 00:01.000\nb" });
    const names = { tab: "<v Eve>\n\n--> & co" };
    const words = { ...WORDS, speakers: { ...WORDS.speakers, names } };
    const cues = await readVtt(meetingWebVtt({ ...sourceOf([turn("Hi.")]), meeting }, words));
    expect(cues.map(({ text }) => text)).toEqual(["<v &lt;v Eve&gt; --&gt; &amp; co>Hi."]);
  });
});
