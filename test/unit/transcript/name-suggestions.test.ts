import { describe, expect, it } from "vitest";
import { createNameSuggestions, earlierNames } from "../../../core/transcript/name-suggestions.ts";
import { namesIn } from "../../../core/transcript/speaker.ts";
import { held, spoken } from "../spoken.ts";

const USUAL = {
  usual: { tab: "Them", mic: "You" },
  labelled: (label: string) => `Speaker ${label}`,
};
type Said = readonly [speaker: string, text: string, startMs?: number];

const turnsOf = (said: readonly Said[]) =>
  said.map(([speaker, text, startMs], order) => {
    const from = startMs ?? order * 5_000;
    const by = speaker === "mic" ? ({ channel: "mic" } as const) : { speaker };
    return spoken({ order, text, startMs: from, endMs: from + 4_000, ...by });
  });

function suggested(said: readonly Said[], given: Readonly<Record<string, string>> = {}) {
  const names = namesIn({ names: given, channels: [1] }, USUAL);
  return createNameSuggestions()(turnsOf(said), names).map(
    ({ speaker, name, turn }) => `${speaker} ${name} by ${turn.order}`,
  );
}

describe("suggested names", () => {
  it.each<[string, readonly Said[], readonly string[]]>([
    [
      "who say their own",
      [
        ["A", "Hi, I'm Laura."],
        ["B", "Hello."],
      ],
      ["tab A Laura by 0"],
    ],
    [
      "who are thanked",
      [
        ["A", "That is the report."],
        ["B", "Thanks, Michael."],
      ],
      ["tab A Michael by 1"],
    ],
    [
      "who answer when called twice",
      [
        ["A", "Laura, can you take that?"],
        ["B", "Yes, I will."],
        ["A", "And the budget, Laura?"],
        ["B", "Tomorrow."],
      ],
      ["tab B Laura by 0"],
    ],
    [
      "on the microphone",
      [
        ["mic", "That is the report."],
        ["A", "Thanks, Michael."],
      ],
      ["mic Michael by 1"],
    ],
    [
      "with the longest form of the name",
      [
        ["A", "I'm Laura Schmidt."],
        ["B", "Fine."],
        ["A", "So."],
        ["B", "Thanks, Laura."],
      ],
      ["tab A Laura Schmidt by 0"],
    ],
  ])("are found for people %s", (_, said, expected) => {
    expect(suggested(said)).toEqual(expected);
  });

  it.each<[string, readonly Said[], Readonly<Record<string, string>>?]>([
    [
      "one call alone",
      [
        ["A", "Laura, can you take that?"],
        ["B", "Yes."],
      ],
    ],
    ["one speaker alone", [["A", "I'm Laura."]]],
    [
      "two names for one speaker",
      [
        ["A", "I'm Laura."],
        ["B", "Hm."],
        ["A", "I'm Michael."],
      ],
    ],
    [
      "one name for two speakers",
      [
        ["A", "I'm Laura."],
        ["B", "I'm Laura."],
      ],
    ],
    [
      "thanks after a long pause",
      [
        ["A", "So."],
        ["B", "Thanks, Michael.", 60_000],
      ],
    ],
    [
      "thanks to oneself",
      [
        ["A", "So."],
        ["A", "Thanks, Michael."],
        ["B", "Hm."],
      ],
    ],
    [
      "a speaker who has a name",
      [
        ["A", "I'm Laura."],
        ["B", "Hm."],
      ],
      { "tab A": "Ann" },
    ],
    [
      "a speaker whose name was declined",
      [
        ["A", "I'm Laura."],
        ["B", "Hm."],
      ],
      { "tab A": "" },
    ],
    [
      "the name of another",
      [
        ["A", "I'm Laura."],
        ["B", "Hm."],
      ],
      { "tab B": "Laura Schmidt" },
    ],
    [
      "turns of unknown speakers",
      [
        ["UNKNOWN", "I'm Laura."],
        ["A", "Hm."],
        ["B", "Hm."],
      ],
    ],
    [
      "somebody who calls that name",
      [
        ["A", "Thanks, Michael."],
        ["B", "So."],
        ["A", "Good."],
        ["B", "Thanks, Michael."],
      ],
    ],
  ])("are not made from %s", (_, said, given) => {
    expect(suggested(said, given)).toEqual([]);
  });
});

describe("earlierNames", () => {
  const meeting = (id: string, title: string, names = {}) => held({ id, title, names });

  it("are those of meetings with the same title, latest first, without the user's and the present ones", () => {
    const now = meeting("now", "Weekly 12 March", { "tab A": "Ruth" });
    const names = earlierNames(
      [
        now,
        meeting("b", "weekly 5 March!", { "tab A": "Laura", "tab B": "ruth", mic: "Me" }),
        meeting("other", "Board", { "tab A": "Bob" }),
        meeting("a", "Weekly 26 March", { "tab A": " Michael ", "person 1": "Laura", tab: "" }),
      ],
      now,
    );
    expect(names).toEqual(["Laura", "Michael"]);
  });

  it("are none for a meeting without a title", () => {
    expect(earlierNames([meeting("a", "", { "tab A": "Bob" })], meeting("b", ""))).toEqual([]);
  });
});
