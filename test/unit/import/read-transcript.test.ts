import { describe, expect, it } from "vitest";
import { readTranscript } from "../../../core/import/read-transcript.ts";

/** `start speaker: text` of each part; times in seconds. */
function read(text: string, fileName = "call.txt"): readonly string[] | null {
  const transcript = readTranscript(text, fileName);
  return (
    transcript?.parts.map(({ startMs, speaker, text: words }) => {
      const at = startMs === null ? "?" : String(startMs / 1000);
      return `${at} ${speaker ?? "-"}: ${words}`;
    }) ?? null
  );
}

describe("readTranscript reads subtitles", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "of Zoom, with names before the words",
      "WEBVTT\r\n\r\n1\r\n00:00:02.180 --> 00:00:04.600\r\nAnn Lee: Hello.\r\n\r\n2\r\n00:00:05.000 --> 00:00:06.600\r\nAnn Lee: One thing: go.\r\n\r\n3\r\n00:00:07.000 --> 00:00:08.000\r\nBob: Yes &amp; no\r\n",
      ["2.18 Ann Lee: Hello.", "5 Ann Lee: One thing: go.", "7 Bob: Yes & no"],
    ],
    [
      "of Teams, with voices and ids",
      "WEBVTT\n\n5d9c-0/12-0\n00:00:03.500 --> 00:00:05.000\n<v Ann Lee>Hello\neveryone.</v>\n\n5d9c-0/13-0\n00:00:06.000 --> 00:00:08.000\n<v Bob>Hi. <v Ann Lee>Yes.</v>\n",
      ["3.5 Ann Lee: Hello everyone.", "6 Bob: Hi.", "6.857 Ann Lee: Yes."],
    ],
    [
      "of YouTube, each line once",
      "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:02.389 align:start position:0%\n \nhello<00:00:00.480><c> everyone</c>\n\n00:00:02.389 --> 00:00:02.399\nhello everyone\n \n\n00:00:02.399 --> 00:00:04.789\nhello everyone\nto<00:00:02.560><c> the show</c>\n\n00:00:04.789 --> 00:00:04.799\nto the show\n \n\n00:00:04.799 --> 00:00:06.000\nto the show\n&gt;&gt; thanks\n",
      ["0 -: hello everyone", "2.399 -: to the show", "4.799 -: thanks"],
    ],
    [
      "that repeat a word, because it was said twice",
      "1\n00:00:01,000 --> 00:00:02,000\nYes.\n\n2\n00:00:02,000 --> 00:00:03,000\nYes.\n\n3\n00:00:04,000 --> 00:00:05,000\nWe agree.\n\n4\n00:00:06,000 --> 00:00:07,000\nGood.\n",
      ["1 -: Yes.", "2 -: Yes.", "4 -: We agree.", "6 -: Good."],
    ],
    [
      "without blank lines, with markup and dashes",
      "1\n00:00:00,000 --> 00:00:02,000\n<i>Hello</i>\n2\n00:00:03,000 --> 00:00:05,000\n{\\an8}- Yes.\n- No!\n",
      ["0 -: Hello", "3 -: Yes.", "4.143 -: No!"],
    ],
    [
      "that name a speaker only when it changes",
      "1\n00:00:00,000 --> 00:00:02,000\nRuth: Hello.\n\n2\n00:00:03,000 --> 00:00:04,000\nand more\n\n3\n00:00:05,000 --> 00:00:06,000\nYou: Fine.\n\n4\n00:00:07,000 --> 00:00:08,000\nRuth: Bye.\n",
      ["0 Ruth: Hello.", "3 Ruth: and more", "5 You: Fine.", "7 Ruth: Bye."],
    ],
    [
      "with comments, styles and a header",
      "WEBVTT - Call\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000\n\nNOTE Confidence: 0.9\nsecond line\n\nSTYLE\n::cue {}\n\n01:02.500 --> 01:03.000\nHi <there> 1 < 2\n",
      ["62.5 -: Hi 1 < 2"],
    ],
    [
      "of Teams' older documents, with names on lines of their own",
      "0:0:3.500 --> 0:0:5.0\nAnn Lee\nHello everyone.\n0:0:6.0 --> 0:0:7.0\nBob\nHi",
      ["3.5 Ann Lee: Hello everyone.", "6 Bob: Hi"],
    ],
  ])("%s", (_, text, parts) => {
    expect(read(text, "call.vtt")).toEqual(parts);
  });
});

describe("readTranscript reads text", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "of Otter",
      "Ann Lee  0:00  \nHello everyone. \n\nSpeaker 2  1:02:12  \nHi.\nSecond line.\n\nTranscribed by https://otter.ai\n",
      ["0 Ann Lee: Hello everyone.", "3732 Speaker 2: Hi. Second line."],
    ],
    [
      "of Zoom's captions, counted from the first",
      "[Ann Lee] 23:59:58\nHello.\n\n[Bob] 00:00:03\nHi.\n",
      ["0 Ann Lee: Hello.", "5 Bob: Hi."],
    ],
    [
      "of Zoom's chat",
      "16:05:23\t From  Ann Lee  to  Everyone:\n\tHello all\n16:06:00 From Bob : See: this\n",
      ["0 Ann Lee: Hello all", "37 Bob: See: this"],
    ],
    [
      "copied from Teams' documents",
      "Ann Lee   0:03\nHello everyone.\nBob Ray   0:08\nHi.\n",
      ["3 Ann Lee: Hello everyone.", "8 Bob Ray: Hi."],
    ],
    [
      "of Google Meet, with a time every few minutes",
      "00:00:00\n \nAnn Lee: Hello everyone.\nBob: Hi\n\n00:05:00\n\nAnn Lee: Later.",
      ["0 Ann Lee: Hello everyone.", "? Bob: Hi", "300 Ann Lee: Later."],
    ],
    ["of YouTube's page", "0:00\nhello\n0:03\nto the show", ["0 -: hello", "3 -: to the show"]],
    [
      "with names after times, and words below",
      "00:03 Ann Lee\nHello.\n00:08 Bob\nHi there.",
      ["3 Ann Lee: Hello.", "8 Bob: Hi there."],
    ],
    [
      "with times in brackets after names",
      "Ann Lee (00:03):\nHello.\nBob (00:08): Hi.",
      ["3 Ann Lee: Hello.", "8 Bob: Hi."],
    ],
    [
      "that Whisper prints",
      "[00:00.000 --> 00:04.000]  Hello there.\n[00:04.000 --> 00:06.000]  Hi.",
      ["0 -: Hello there.", "4 -: Hi."],
    ],
    [
      "with names and without times",
      "Ann: Hello.\nBob: The point is: no.\nand more\n\nAnn: Bye.",
      ["? Ann: Hello.", "? Bob: The point is: no. and more", "? Ann: Bye."],
    ],
    [
      "that Earshot exports, without insights",
      "Weekly\n22 November 2026 · 1:10\n\n[0:00] Them: Hello.\n    Insight: A greeting.\n[1:05] You: Note: it moves.\n",
      ["0 Them: Hello.", "65 You: Note: it moves."],
    ],
    [
      "of Earshot's Markdown",
      "# Weekly\n\n## Transcript\n\n**0:00 Them:** Hello.\n\n> Insight: A greeting.\n\n**1:05 You:** It moves.\n",
      ["0 Them: Hello.", "65 You: It moves."],
    ],
    [
      "without names or times",
      "We meet at 3:30 tomorrow.\n\nThe question: who comes?",
      ["? -: We meet at 3:30 tomorrow.", "? -: The question: who comes?"],
    ],
  ])("%s", (_, text, parts) => {
    expect(read(text)).toEqual(parts);
  });

  it("tells the time of day at which Zoom's captions begin", () => {
    expect(readTranscript("[Ann] 10:00:02\nHi.", "a.txt")?.beginsAtMs).toBe(36_002_000);
    expect(readTranscript("Ann  10:00:02\nHi.", "a.txt")?.beginsAtMs).toBeNull();
  });
});

describe("readTranscript reads JSON of", () => {
  const segment = { start: 0.5, end: 2, text: " Hello there." };
  it.each<[string, object]>([
    ["Whisper", { text: "", language: "en", segments: [{ id: 0, ...segment }] }],
    ["faster-whisper", [segment]],
    [
      "whisper.cpp",
      {
        result: { language: "en" },
        transcription: [{ offsets: { from: 500, to: 2_000 }, text: " Hello there." }],
      },
    ],
  ])("%s", (_, json) => {
    expect(read(JSON.stringify(json), "call.json")).toEqual(["0.5 -: Hello there."]);
  });

  it("WhisperX, with speakers and words, some of which have no times", () => {
    const words = [{ word: "In", start: 0.5, end: 0.7, score: 0.9 }, { word: "2026" }];
    const json = { segments: [{ ...segment, speaker: "SPEAKER_01", words }], word_segments: [] };
    const [part] = readTranscript(JSON.stringify(json), "call.json")?.parts ?? [];
    expect(part?.speaker).toBe("SPEAKER_01");
    expect(part?.words).toEqual([
      { text: "In", startMs: 500, endMs: 700, confidence: 0.9 },
      { text: "2026", startMs: 700, endMs: 700, confidence: 1 },
    ]);
  });
});

describe("readTranscript finds no transcript in", () => {
  it.each([
    ["a page of the web", "<!doctype html><p>Hello</p>", "a.html"],
    ["a table", "name,age\nAnn,3\n", "a.csv"],
    ["subtitles without words", "WEBVTT\n\n", "a.vtt"],
    ["other JSON", '{"a": [1]}', "a.json"],
    ["nothing", " \n", "a.txt"],
  ])("%s", (_, text, name) => {
    expect(readTranscript(text, name)).toBeNull();
  });
});
