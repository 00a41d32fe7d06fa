/** Writes one rich meeting in every text format, compares it to stored files, and reads it with readers of other projects. */

import { expect, it } from "vitest";
import { TEXT_FORMATS, type TextFormatName } from "../../../core/export/formats.ts";
import { hasWords } from "../../../core/transcript/transcript-items.ts";
import { readFrontMatter } from "./front-matter-reader.ts";
import { SAMPLE, WORDS } from "./sample-meeting.ts";
import { readSrt, readVtt, shownText } from "./subtitle-readers.ts";

const NAMES = Object.keys(TEXT_FORMATS) as TextFormatName[];
const written = (name: TextFormatName): string => TEXT_FORMATS[name].write(SAMPLE, WORDS);
const inOneLine = (text: string): string => text.replace(/\s+/g, " ");

it.each(NAMES)("%s equals its stored file", async (name) => {
  const { extension } = TEXT_FORMATS[name];
  await expect(written(name)).toMatchFileSnapshot(`golden/meeting.${extension}`);
});

it.each(NAMES)("%s has line feeds and no other invisible characters", (name) => {
  const text = written(name);
  expect(text).toMatch(/^[^\s\ufeff][^]*[^\n]\n$/);
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069\ufeff]/u);
});

it("a reader of YAML reads the front matter", () => {
  expect(readFrontMatter(written("markdown"))).toEqual({
    title: 'Q3: "numbers" --> #budget gnp.exe --- 会議 פגישה 👩‍💻',
    date: "2026-11-22T10:05:00",
    duration: "1:00:01",
    url: "https://meet.example/abc-def",
    speakers: ["Ruth: “R&D” <ruth@example.com>", "You"],
    tags: ["meeting"],
  });
});

it("a reader of WebVTT reads every word of every speaker", async () => {
  const cues = await readVtt(written("vtt"));
  for (const [channel, voice] of [
    ["tab", "<v Ruth: “R&amp;D” &lt;ruth@example.com&gt;>"],
    ["mic", "<v You>"],
  ] as const) {
    const read = cues
      .filter(({ text }) => text.startsWith(voice))
      .map(({ text }) => shownText(text));
    const said = SAMPLE.turns.filter((turn) => turn.channel === channel && hasWords(turn));
    expect(read.join(" ").replace(/\s/g, "")).toBe(
      said
        .map(({ text }) => text)
        .join("")
        .replace(/\s/g, ""),
    );
  }
});

it("a reader of SubRip reads every word, one speaker at a time", async () => {
  const cues = await readSrt(written("srt"));
  const text = inOneLine(cues.map((cue) => cue.text).join(" "));
  expect(text).toContain(
    "The first surprise is that the You: Doubled? Ruth: “R&D” ‹ruth@exa…: northern region",
  );
  expect(cues.every(({ endMs }, index) => endMs <= (cues[index + 1]?.startMs ?? Infinity))).toBe(
    true,
  );
});

it.each([
  ["WebVTT", () => readVtt("WEBVTT\n\n00:02.000 --> 00:01.000\nHello\n")],
  ["WebVTT without its header", () => readVtt("00:01.000 --> 00:02.000\nHello\n")],
  ["SubRip", () => readSrt("1\n00:00:01,000 --> 00:00:00,000\nHello\n")],
  ["YAML", async () => readFrontMatter("---\ntitle: a: b\n---\n")],
])("the reader of %s rejects a broken file", async (_, read) => {
  await expect(read()).rejects.toThrow();
});
