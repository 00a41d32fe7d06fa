import { beforeAll, expect, it } from "vitest";
import {
  bulletsIn,
  cited,
  type LocalNotes,
  localNotes,
  question,
  section,
  template,
  unsupported,
} from "./local-notes.ts";
import { longMeeting } from "./long-meeting.ts";

/** Three hours of talk for a model that takes 8,000 tokens at a time. */
const { turns, places } = longMeeting(2_000);
const contextTokens = 8_000;

let notes: LocalNotes;
beforeAll(async () => {
  notes = await localNotes(template("standard"), turns, { contextTokens });
});

it("notes of three hours are read in parts", () => {
  expect(turns.at(-1)?.endMs).toBeGreaterThan(10_500_000);
  expect(notes.replies.length).toBeGreaterThan(5);
});

it.each([
  ["Decisions", "decision"],
  ["Action items", "task"],
  ["Open questions", "question"],
])("notes of three hours hold all %s, correctly cited, and no others", (heading, wanted) => {
  const planted = places.filter(({ planted: { kind } }) => kind === wanted);
  const bullets = section(notes.markdown, heading);
  expect(cited(bullets)).toEqual(planted.map(({ number }) => number));
  for (const [
    index,
    {
      planted: { text, head = "" },
    },
  ] of planted.entries()) {
    expect(bullets[index]?.slice(0, head.length)).toBe(head);
    expect(bullets[index]?.slice(head.length).toLowerCase()).toContain(text);
  }
});

it("notes of three hours have a short summary of spoken words only", () => {
  expect(section(notes.markdown, "Summary")).toHaveLength(8);
  expect(unsupported(notes.markdown, turns)).toEqual([]);
});

it.each([
  ["When do we release harbor?", "move the harbor release"],
  ["Who will pay for the second warehouse?", "i don't know yet"],
  ["What about the supplier from Norway?", "supplier from norway"],
])("question about three hours gets its answer: %s", async (asked, words) => {
  const { markdown } = await localNotes(question(asked), turns, { contextTokens });
  expect(cited(bulletsIn(markdown))).toEqual([
    turns.findIndex(({ text }) => text.includes(words)) + 1,
  ]);
});
