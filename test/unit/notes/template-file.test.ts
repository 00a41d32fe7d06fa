import { expect, it } from "vitest";
import { readTemplateFile, writeTemplateFile } from "../../../core/notes/template-file.ts";

const RISKS = { id: "own-1", name: "Risks", instructions: 'List the "risks".\n\n✓ é 語' };
const SHORT = { id: "summary", name: "Short", instructions: "Be short." };

const file = (change: object): string =>
  JSON.stringify({ format: "earshot-templates", version: 1, templates: [RISKS], ...change });
const foreign = { ok: false, fault: "foreign" };

it("reads what it wrote", () => {
  const templates = [RISKS, SHORT];
  expect(readTemplateFile(writeTemplateFile(templates))).toEqual({ ok: true, templates });
});

it("reads templates trimmed, and nothing else that stands there", () => {
  const odd = { ...RISKS, name: " Risks ", chosen: true };
  expect(readTemplateFile(file({ templates: [odd], by: "Ann" }))).toEqual({
    ok: true,
    templates: [RISKS],
  });
});

it("tells a file of a newer Earshot from a foreign one", () => {
  expect(readTemplateFile(file({ version: 2 }))).toEqual({ ok: false, fault: "newer" });
  expect(readTemplateFile(file({ version: 2, format: "other" }))).toEqual(foreign);
});

it.each([
  ["nothing", ""],
  ["no JSON", "Risks: list them"],
  ["half of a file", writeTemplateFile([RISKS]).slice(0, -10)],
  ["null", "null"],
  ["a list", "[]"],
  ["another format", file({ format: "notes" })],
  ["no version", file({ version: undefined })],
  ["a version before the first", file({ version: 0 })],
  ["no templates", file({ templates: [] })],
  ["templates that are none", file({ templates: ["Risks"] })],
  ["one that is broken beside a good one", file({ templates: [RISKS, { ...SHORT, name: 5 }] })],
  ["one without a name", file({ templates: [{ ...RISKS, name: " " }] })],
  ["one with too long a name", file({ templates: [{ ...RISKS, name: "x".repeat(81) }] })],
  ["one without instructions", file({ templates: [{ id: "1", name: "Risks" }] })],
  ["too long instructions", file({ templates: [{ ...RISKS, instructions: "x".repeat(10_001) }] })],
  ["one id twice", file({ templates: [RISKS, { ...SHORT, id: RISKS.id }] })],
  ["half a surrogate pair", file({ templates: [{ ...RISKS, name: "\ud800" }] })],
  [
    "101 templates",
    file({ templates: Array.from({ length: 101 }, (_, id) => ({ ...RISKS, id: `${id}` })) }),
  ],
])("refuses %s", (_, text) => {
  expect(readTemplateFile(text)).toEqual(foreign);
});
