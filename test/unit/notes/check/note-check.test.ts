import { describe, expect, it } from "vitest";
import type { Note } from "../../../../core/meeting.ts";
import { LONGEST } from "../../../../core/bounds.ts";
import {
  checkedTranscript,
  checkNote,
  checkSteps,
} from "../../../../core/notes/check/note-check.ts";
import { held, spoken } from "../../spoken.ts";

const turns = [
  spoken({ text: "We will ship the search page on Friday the twelfth." }),
  spoken({ order: 1, text: "It's far too slow, honestly! Naïve, I'd say.", channel: "mic" }),
  spoken({
    order: 2,
    text: "It takes four seconds to load, and that is not good enough.",
    channel: "mic",
  }),
  spoken({
    order: 3,
    text: "The budget is eighteen thousand dollars. Priya approved it in April.",
  }),
];
const transcript = checkedTranscript(
  turns,
  held({
    title: "Weekly",
    names: { tab: "Laura", mic: "Tom" },
    channels: [
      { name: "tab", transcribedSamples: 0 },
      { name: "mic", transcribedSamples: 0 },
    ],
  }),
);
const check = (markdown: string, note: Partial<Note> = {}) =>
  checkNote({ markdown, ...note }, transcript);
const reasons = (markdown: string): readonly string[] =>
  [...check(markdown).faults.values()].map(({ reason, term }) =>
    term === undefined ? reason : `${reason}: ${term}`,
  );

describe("a point", () => {
  it.each([
    ["cites a turn", "The search page ships on Friday. [1]", []],
    ["cites several turns, one of which does not exist", "It ships. [9][1]", ["no-such-turn"]],
    ["cites nothing", "It ships on Friday.", ["no-citation"]],
    ["says that there is nothing", "None.", []],
    ["says so in German", "Keine", []],
    ["says that the transcript lacks something", "The transcript doesn't say who tests it.", []],
    ["has a number that was said in words", "The budget is $18,000. [4]", []],
    ["has another number", "The budget is $80,000. [4]", ["number: 80,000"]],
    [
      "counts what it lists",
      "Two complaints: the page is too slow, and takes 4 seconds. [2][3]",
      [],
    ],
    ["has another weekday", "The search page ships on Monday. [1]", ["date: Monday"]],
    ["has another month", "The budget was approved in May. [4]", ["date: May"]],
    ["names who was not named there", "The budget was approved by Gregor. [4]", ["name: Gregor"]],
    ["names the speaker of the turn it cites", "The search page is too slow, says Tom. [2]", []],
    [
      "gives a task to who was not there",
      "Tom: ship the search page on Friday. [1]",
      ["name: Tom"],
    ],
    ["denies what was said", "The search page will not ship on Friday. [1]", ["negation"]],
    ["says what was denied", "Four seconds to load are good enough. [3]", ["negation"]],
    ["is about something else", "The kitchen gets green curtains. [1]", ["unrelated"]],
    ["cites in code only", "The search page ships on Friday. `[1]`", ["no-citation"]],
    [
      "cites in a link only",
      "The search page ships on [Friday [1]](https://example.com).",
      ["no-citation"],
    ],
  ])("that %s", (_, text, expected) => {
    expect(reasons(`- ${text}`)).toEqual(expected);
  });

  it("is checked sentence by sentence", () => {
    expect(reasons("- The search page ships on Friday. [1] It takes 4 seconds. [3]")).toEqual([]);
    expect(reasons("- The search page ships on Friday. [3] It takes 4 seconds. [1]")).toHaveLength(
      1,
    );
  });
});

describe("the owner of a task", () => {
  const said = [
    spoken({ text: "I have the draft. Ben, can you review the contract by Thursday?" }),
    spoken({ order: 1, text: "Sure, I'll review it tomorrow. Carla will print it." }),
  ];
  const heard = { turns: said, speakers: ["Anna", "Ben"], known: [], language: "en" as const };
  it.each([
    ["takes it on", "Ben: review the contract tomorrow. [1][2]", []],
    ["only asks for it", "Anna: review the contract tomorrow. [1][2]", ["owner"]],
    ["is asked for it", "Ben: review the contract by Thursday. [1]", []],
    ["says what is his or hers", "Anna has the draft. [1]", []],
    ["is none of those who speak", "Carla: print the contract. [2]", []],
  ])("who %s", (_, text, expected) => {
    expect(
      [...checkNote({ markdown: `- ${text}` }, heard).faults.values()].map(({ reason }) => reason),
    ).toEqual(expected);
  });
});

it("the owner of a task may be a speaker without a name", () => {
  const said = [
    spoken({ text: "When do you write the release notes?" }),
    spoken({ order: 1, text: "I will write the release notes by next Wednesday." }),
  ];
  const heard = {
    turns: said,
    speakers: ["Speaker A", "Speaker B"],
    known: [],
    language: "en" as const,
  };
  const ownerFaults = (owner: string) => {
    const markdown = `- ${owner} (by next Wednesday): I will write the release notes. [2]`;
    return [...checkNote({ markdown }, heard).faults.values()].map(({ reason }) => reason);
  };
  expect(ownerFaults("Speaker B")).toEqual([]);
  expect(ownerFaults("Speaker A")).not.toEqual([]);
});

describe("a quote", () => {
  it.each([
    ["as it was said", '"far too slow" [2]', []],
    ["with other quotation marks and apostrophes", "“It’s far too slow, honestly” [2]", []],
    ["goes on in the speaker's next turn", '"Naive, I\'d say. It takes four seconds" [2]', []],
    ["of two words that were not said", '"too fast" [2]', ["quote"]],
    ["of words that another speaker said", '"ship the search page" [2]', ["quote"]],
    [
      "stitched together from two speakers",
      '"on Friday the twelfth It\'s far too slow" [1][2]',
      ["quote"],
    ],
    ["of part of a word", '"arch page on Friday" [1]', ["quote"]],
    ["with words left out", '"ship the search … on Friday" [1]', []],
    ["of one word, which is a term", 'The "search" page ships on Friday. [1]', []],
    ["in German marks", "„far too fast“ [2]", ["quote"]],
    ["in French marks", "« far too fast » [2]", ["quote"]],
    ["in single marks", "It's ‘far too fast’ [2]", ["quote"]],
    ["in Japanese marks", "「速すぎると思います」 [2]", ["quote"]],
  ])("%s", (_, text, expected) => {
    expect(reasons(`- ${text}`)).toEqual(expected);
  });

  it("in Japanese or Chinese has four characters and more", () => {
    const said = [spoken({ text: "結果が悪ければ発売を延期するしかありません。" })];
    const heard = { turns: said, speakers: ["佐藤"], known: [], language: "ja" as const };
    const reasonsOf = (markdown: string) =>
      [...checkNote({ markdown }, heard).faults.values()].map(({ reason }) => reason);
    expect(reasonsOf("- 「発売を延期する」[1]")).toEqual([]);
    expect(reasonsOf("- 「発売を中止する」[1]")).toEqual(["quote"]);
  });
});

describe("what is checked", () => {
  it.each([
    ["a paragraph", "The search page ships on Monday. [1]", ["date: Monday"]],
    ["a paragraph without a citation", "The search page ships on Friday.", ["no-citation"]],
    ["a paragraph in a quote block", "> The search page ships on Monday. [1]", ["date: Monday"]],
    [
      "a heading that states something",
      "## Search page ships on Monday\n\n- The search page ships on Friday. [1]",
      ["date: Monday"],
    ],
    [
      "a row of a table",
      "| What | When |\n| --- | --- |\n| Ship the search page | Monday [1] |",
      ["date: Monday"],
    ],
    [
      "a row without a citation",
      "| What | When |\n| --- | --- |\n| Ship the search page | Friday |",
      ["no-citation"],
    ],
    ["a nested point", "- Both:\n  - The search page ships. [1]\n  - It ships.", ["no-citation"]],
    [
      "a point that heads others and cites",
      "- Both: [9]\n  - The search page ships. [1]",
      ["no-such-turn"],
    ],
    ["a task", "- [ ] Ship the search page on Monday. [1]", ["date: Monday"]],
  ])("%s", (_, markdown, expected) => {
    expect(reasons(markdown)).toEqual(expected);
  });

  it.each([
    ["a heading that names a topic", "## Search page"],
    ["a lead-in", "These were decided:\n\n- The search page ships on Friday. [1]"],
    ["a greeting", "Hi everyone, thanks for joining the weekly meeting!"],
    ["code", "```\nIt ships on Monday.\n```"],
  ])("not %s", (_, markdown) => {
    expect(reasons(markdown)).toEqual([]);
  });

  it("counts every statement once", () => {
    expect(
      check(
        "## Summary\n\n- The search page ships on Friday. [1]\n- None.\n\nIt takes 4 seconds. [3]",
      ).statements,
    ).toBe(2);
  });
});

describe("the second reading", () => {
  const doubt = {
    model: "m",
    statements: 2,
    doubts: [{ statement: "The search page ships on Friday.", verdict: "partly" as const }],
  };
  const faultsOf = (markdown: string) =>
    [...check(markdown, { secondReading: doubt }).faults.values()].map(({ reason }) => reason);

  it("marks a statement that the rules let pass", () => {
    expect(faultsOf("- The search page ships on Friday. [1]")).toEqual(["partly"]);
  });

  it("holds for the same words after an edit of other places and of the numbers", () => {
    expect(faultsOf("New.\n\n- The search page **ships** on Friday.  [1]")).toEqual(["partly"]);
  });

  it("leaves the mark of a rule, and marks no other statement", () => {
    expect(faultsOf("- The search page ships on Friday. [9]\n- It takes 4 seconds. [3]")).toEqual([
      "no-such-turn",
    ]);
  });
});

it("Markdown that is too much to be read is not checked", () => {
  const { tokens, statements } = check("> ".repeat(200));
  expect(tokens).toBeNull();
  expect(statements).toBe(0);
});

it("a statement that cites more than can be compared is neither marked nor counted", () => {
  const long = "words ".repeat(LONGEST.evidence / 12);
  const three = [0, 1, 2].map((order) => spoken({ order, text: long }));
  const found = checkNote(
    { markdown: "- It ships on Monday. [1][2][3]\n- It ships on Monday. [9]" },
    checkedTranscript(three, held()),
  );
  expect(found.statements).toBe(1);
  expect([...found.faults.values()]).toEqual([{ reason: "no-such-turn" }]);
});

it("a check in steps stops after each statement and ends like the whole", () => {
  const markdown = "- It ships. [9]\n- It ships on Monday. [1]\n- It is slow. [2]";
  const steps = checkSteps({ markdown }, transcript);
  const stops = [1, 2, 3].map(() => steps.next().done);
  expect(stops).toEqual([false, false, false]);
  const { value } = steps.next();
  expect([...(value?.faults.values() ?? [])]).toEqual([...check(markdown).faults.values()]);
});
