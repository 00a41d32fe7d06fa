import { describe, expect, it } from "vitest";
import type { DocumentSource } from "../../../core/export/document.ts";
import { cueTime } from "../../../core/export/subtitles/cue-time.ts";
import { cuesOf } from "../../../core/export/subtitles/cues.ts";
import { inSequence } from "../../../core/export/subtitles/in-sequence.ts";
import { meetingSrt } from "../../../core/export/subtitles/srt.ts";
import { timedUnits } from "../../../core/export/subtitles/timed-units.ts";
import { meetingWebVtt } from "../../../core/export/subtitles/webvtt.ts";
import { widthOf } from "../../../core/export/subtitles/width.ts";
import type { Turn, Word } from "../../../core/meeting.ts";
import { between, oneOf, seededRandom } from "../../soak/random.ts";
import { held, spoken } from "../spoken.ts";
import { heardWords, SAMPLE, WORDS } from "./sample-meeting.ts";
import { type ReadCue, readSrt, readVtt, shownText } from "./subtitle-readers.ts";

const turn = (text: string, change: Partial<Turn> = {}): Turn => {
  const words = change.words ?? heardWords(text, change.startMs ?? 0);
  return spoken({ text, words, endMs: words.at(-1)?.endMs ?? 1_000, ...change });
};
const sourceOf = (turns: readonly Turn[]): DocumentSource => ({ ...SAMPLE, turns });
const linesOf = (...turns: Turn[]): (readonly string[])[] =>
  cuesOf(turns, WORDS.speakers, () => 0).map(({ lines }) => lines);

describe("when words were spoken", () => {
  const times = (text: string, heard: string, change: Partial<Turn> = {}) =>
    timedUnits(
      spoken({
        text,
        words: heardWords(heard, 1_000, 1_000),
        startMs: 1_000,
        endMs: 4_950,
        ...change,
      }),
    ).map(({ text, startMs, endMs }) => [text, Math.round(startMs), Math.round(endMs)]);

  it.each([
    [
      "as they were heard",
      "Yes, of course.",
      "yes of course",
      [
        ["Yes,", 1_000, 1_950],
        ["of", 2_000, 2_950],
        ["course.", 3_000, 3_950],
      ],
    ],
    [
      "one word corrected",
      "Yes, in course.",
      "yes of course",
      [
        ["Yes,", 1_000, 1_950],
        ["in", 1_950, 3_000],
        ["course.", 3_000, 3_950],
      ],
    ],
    [
      "two words for one",
      "yes it is now",
      "yes its now",
      [
        ["yes", 1_000, 1_950],
        ["it", 2_000, 2_544],
        ["is", 2_544, 3_000],
        ["now", 3_000, 3_950],
      ],
    ],
    [
      "all of them new, by their length",
      "No way",
      "yes of course",
      [
        ["No", 1_000, 2_580],
        ["way", 2_580, 4_950],
      ],
    ],
    [
      "signs without letters",
      "yes – of 🎧",
      "yes of",
      [
        ["yes", 1_000, 1_950],
        ["–", 2_000, 2_000],
        ["of", 2_000, 2_950],
        ["🎧", 2_475, 2_950],
      ],
    ],
    ["nothing but signs", "…", "yes", [["…", 1_000, 4_950]]],
  ])("%s", (_, text, heard, expected) => {
    expect(times(text, heard)).toEqual(expected);
  });

  it("takes the time of new words from those beside them", () => {
    const spans = times(
      "yes and now there is something quite new that nobody said of course",
      "yes of course",
    );
    expect(spans.at(0)).toEqual(["yes", 1_000, expect.toSatisfy((ms: number) => ms < 1_950)]);
    expect(spans.at(-1)).toEqual(["course", 3_000, 3_950]);
    for (const [, startMs, endMs] of spans)
      expect(Number(endMs) - Number(startMs)).toBeGreaterThan(45);
  });

  it("leaves echo out", () => {
    const words = heardWords("yes yes", 1_000, 1_000).map((word, index) =>
      index === 0 ? { ...word, isEcho: true as const } : word,
    );
    expect(times("yes", "", { words })).toEqual([["yes", 2_000, 2_950]]);
  });

  it("puts none before the one before it, whatever the service says", () => {
    const [first, second] = heardWords("yes yes", 1_000, 1_000);
    const words = [first, { ...second, startMs: 500, endMs: 800 }] as Word[];
    expect(times("yes yes", "", { words })).toEqual([
      ["yes", 1_000, 1_950],
      ["yes", 1_000, 1_950],
    ]);
  });
});

describe("where subtitles break", () => {
  it.each<[string, string, (readonly string[])[]]>([
    ["one that fits into a line", "We begin at nine.", [["We begin at nine."]]],
    [
      "at the end of a clause, the lower line the longer one",
      "When everybody is here, we begin with the numbers of last week.",
      [["When everybody is here,", "we begin with the numbers of last week."]],
    ],
    [
      "at the end of a sentence",
      "The first surprise is that the north sold more. The second one is that returns have doubled since then.",
      [
        ["The first surprise is", "that the north sold more."],
        ["The second one is that", "returns have doubled since then."],
      ],
    ],
    [
      "in the midst of a sentence that is too long, with no word left alone",
      "a b c ".repeat(40).trim(),
      expect.toSatisfy((cues: string[][]) =>
        cues.every((lines) => lines.every((line) => line.includes(" "))),
      ),
    ],
    [
      "a word longer than a line",
      "x".repeat(100),
      [["x".repeat(42), "x".repeat(42)], ["x".repeat(16)]],
    ],
    [
      "sixteen letters of Chinese a line",
      "北方地区的销售额比其他所有地区加起来还要多",
      [["北方地区的销售额比", "其他所有地区加起来还要多"]],
    ],
    [
      "brackets stay with what they hold",
      "他说「我们下周再讨论预算」然后就离开了会议室。",
      [["他说「我们下周再讨论", "预算」然后就离开了会议室。"]],
    ],
  ])("%s", (_, text, lines) => {
    expect(linesOf(turn(text))).toEqual(lines);
  });

  it("breaks in a pause", () => {
    const words = [...heardWords("so let us", 0), ...heardWords("begin with the numbers", 5_000)];
    expect(linesOf(turn("so let us begin with the numbers", { words }))).toEqual([
      ["so let us"],
      ["begin with the numbers"],
    ]);
  });

  it("holds no more than is spoken in seven seconds", () => {
    const words = heardWords("one two three four five six", 0, 3_000);
    const cues = linesOf(turn("one two three four five six", { words }));
    expect(cues).toEqual([["one two"], ["three four"], ["five six"]]);
  });

  it("leaves no word of a sentence alone", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed);
      const word = (): string => "x".repeat(between(random, 2, 12));
      const sentence = `${Array.from({ length: between(random, 2, 40) }, word).join(" ")}.`;
      for (const lines of linesOf(turn(sentence))) expect(lines.join(" ")).toContain(" ");
    }
  });

  it("shows short turns of one speaker together, when they follow each other", () => {
    const cues = linesOf(turn("Yes."), turn("Of course.", { order: 1, startMs: 400 }));
    expect(cues).toEqual([["Yes. Of course."]]);
  });

  it("takes three hours of one voice in its stride", () => {
    const words = heardWords("and so on and on it goes without an end ".repeat(3_000).trim(), 0);
    expect(
      linesOf(turn(words.map(({ text }) => text).join(" "), { words })).length,
    ).toBeGreaterThan(1_000);
  });
});

describe("when subtitles are shown", () => {
  const at = (startMs: number, endMs: number, change: object = {}) => ({
    channel: "tab" as const,
    speaker: "tab",
    startMs,
    endMs,
    lines: ["ten letter"],
    ...change,
  });
  const long = { lines: ["x".repeat(40)] };

  it.each([
    ["as long as it is spoken", [at(0, 3_000)], [[0, 3_000]]],
    ["five sixths of a second at least", [at(0, 0)], [[0, 833]]],
    ["until it is read", [at(0, 500, long)], [[0, 2_000]]],
    ["seven seconds at most", [at(0, 60_000)], [[0, 7_000]]],
    [
      "until the next one",
      [at(0, 500, long), at(900, 3_000)],
      [
        [0, 900],
        [900, 3_000],
      ],
    ],
    [
      "a short one delays the next",
      [at(0, 100), at(200, 3_000)],
      [
        [0, 833],
        [833, 3_000],
      ],
    ],
    [
      "another voice waits until it is read",
      [at(0, 2_500, long), at(500, 2_600, { speaker: "mic" })],
      [
        [0, 2_000],
        [2_000, 2_833],
      ],
    ],
    [
      "but no longer than two seconds",
      [at(0, 5_000, { lines: ["x".repeat(80)] }), at(500, 900, { speaker: "mic" })],
      [
        [0, 2_500],
        [2_500, 3_333],
      ],
    ],
  ])("%s", (_, cues, spans) => {
    expect(inSequence(cues).map(({ startMs, endMs }) => [startMs, endMs])).toEqual(spans);
  });

  it.each([
    [0, "00:00:00.000"],
    [3_723_004, "01:02:03.004"],
    [360_000_999, "100:00:00.999"],
  ])("%i ms is %s", (ms, time) => {
    expect(cueTime(ms, ".")).toBe(time);
  });
});

describe("the files", () => {
  it("SubRip names speakers where they change", () => {
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

  it("SubRip cuts names that would leave no room for words", () => {
    const names = { tab: "Adolph Blaine Charles David Earl Frederick Gerald Hubert" };
    const said = meetingSrt(sourceOf([turn("Hello.")]), {
      ...WORDS,
      speakers: { ...WORDS.speakers, names },
    });
    expect(said).toContain("\nAdolph Blaine Charles…: Hello.\n");
  });

  it("of a meeting without words: SubRip is empty, WebVTT has its header", async () => {
    expect(meetingSrt(sourceOf([]), WORDS)).toBe("");
    expect(meetingWebVtt(sourceOf([]), WORDS)).toMatch(/^WEBVTT\n\nNOTE\n/);
    expect(await readVtt(meetingWebVtt(sourceOf([]), WORDS))).toEqual([]);
  });

  it("WebVTT takes any title and any name", async () => {
    const meeting = held({ title: "a\n\n00:00.000 --> 00:01.000\nb" });
    const names = { tab: "<v Eve>\n\n--> & co" };
    const words = { ...WORDS, speakers: { ...WORDS.speakers, names } };
    const cues = await readVtt(meetingWebVtt({ ...sourceOf([turn("Hi.")]), meeting }, words));
    expect(cues.map(({ text }) => text)).toEqual(["<v &lt;v Eve&gt; --&gt; &amp; co>Hi."]);
  });
});

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

/** A meeting of two who speak as chance will have it: at once, without end, with words changed, in any script. */
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

describe("whatever is said", () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);
  const words = { ...WORDS, speakers: { ...WORDS.speakers, names: { tab: "Ruth" } } };

  it.each(seeds)(
    "WebVTT %i: every word once, in order, legible, no overlap within a channel",
    async (seed) => {
      const turns = randomTurns(seed);
      const cues = await readVtt(meetingWebVtt(sourceOf(turns), words));
      expectLegible(cues);
      expect(cues.map(({ startMs }) => startMs)).toEqual(
        cues.map(({ startMs }) => startMs).toSorted((a, b) => a - b),
      );
      for (const [channel, voice] of [
        ["tab", "<v Ruth>"],
        ["mic", "<v You>"],
      ] as const) {
        const own = cues.filter(({ text }) => text.startsWith(voice));
        expectInOrder(own);
        expect(lettersOf(own.map(({ text }) => shownText(text)).join(""))).toBe(
          saidBy(turns, channel),
        );
      }
    },
  );

  it.each(seeds)("SubRip %i: every word once, legible, no overlap at all", async (seed) => {
    const turns = randomTurns(seed);
    const cues = await readSrt(meetingSrt(sourceOf(turns), words));
    expectLegible(cues);
    expectInOrder(cues);
    let speaker = "";
    const said: Record<string, string> = {};
    for (const { text } of cues) {
      const [, name, rest = ""] = /^(?:(Ruth|You): ?)?([^]*)$/.exec(text) ?? [];
      expect(name).not.toBe(speaker);
      speaker = name ?? speaker;
      said[speaker] = (said[speaker] ?? "") + lettersOf(rest.replaceAll("(", "{"));
    }
    const asWritten = (text: string): string => text.replaceAll("<", "‹").replaceAll(">", "›");
    expect(said["Ruth"]).toBe(asWritten(saidBy(turns, "tab")));
    expect(said["You"]).toBe(asWritten(saidBy(turns, "mic")));
  });
});
