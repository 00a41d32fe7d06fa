import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { citedNumbers } from "../../../core/notes/citations.ts";
import {
  markdownOfReply,
  replySchema,
  type StructuredForm,
} from "../../../core/language/structured-reply.ts";

const NOTES = {
  sections: [
    { heading: "Decisions", points: [{ text: "We release on Friday.", turns: [3, 4] }] },
    { heading: "Open questions", points: [] },
  ],
};
const POINTS = { points: [{ text: "On Friday.", turns: [3] }] };

it.each<[StructuredForm, object]>([
  ["notes", NOTES],
  ["points", POINTS],
])("the schema of %s admits what can be written as Markdown", (form, reply) => {
  const admits = new Ajv().compile(replySchema(form));
  expect(admits(reply)).toBe(true);
  expect(markdownOfReply(form, JSON.stringify(reply))).not.toBeNull();
});

it.each<[string, StructuredForm, object]>([
  ["a point without turns", "points", { points: [{ text: "On Friday.", turns: [] }] }],
  ["a point without a list of turns", "points", { points: [{ text: "On Friday." }] }],
  ["a turn that is no number", "points", { points: [{ text: "On Friday.", turns: ["3"] }] }],
  ["a section without points", "notes", { sections: [{ heading: "Decisions" }] }],
  ["text beside the sections", "notes", { ...NOTES, remark: "Done." }],
])("the schema refuses %s", (_, form, reply) => {
  expect(new Ajv().compile(replySchema(form))(reply)).toBe(false);
});

it("sections become headings whose points cite their turns", () => {
  expect(markdownOfReply("notes", JSON.stringify(NOTES))).toBe(
    "## Decisions\n- We release on Friday. [3][4]\n\n## Open questions\nNone.",
  );
});

it("points become bullets", () => {
  expect(markdownOfReply("points", JSON.stringify(POINTS))).toBe("- On Friday. [3]");
});

it.each(["- Friday\n# Injected", "\n\n> quoted\n- second", "# Title"])(
  "the text %j stays one bullet with one citation",
  (text) => {
    const markdown = markdownOfReply("points", JSON.stringify({ points: [{ text, turns: [7] }] }));
    expect(markdown?.split("\n")).toHaveLength(1);
    expect(markdown).toMatch(/^- \w/);
    expect(citedNumbers(markdown ?? "")).toEqual([7]);
  },
);

it.each(["", "no JSON", "[]", '{"sections": 1}', '{"points": [{"text": 1, "turns": []}]}'])(
  "the reply %j is not of either form",
  (reply) => {
    expect(markdownOfReply("notes", reply)).toBeNull();
    expect(markdownOfReply("points", reply)).toBeNull();
  },
);
