import { expect, it } from "vitest";
import { readTemplateFile, writeTemplateFile } from "../../../core/notes/template-file.ts";

const RISKS = { id: "own-1", name: "Risks", instructions: 'List the "risks".\n\n✓ é 語' };
const SHORT = { id: "summary", name: "Short", instructions: "Be short." };

const file = (change: object): string =>
  JSON.stringify({ format: "earshot-templates", version: 1, templates: [RISKS], ...change });
const foreign = { ok: false, fault: "foreign" };

it("readTemplateFile reads what writeTemplateFile wrote", () => {
  const templates = [RISKS, SHORT];
  expect(readTemplateFile(writeTemplateFile(templates))).toEqual({ ok: true, templates });
});

it("readTemplateFile trims templates and drops unknown keys", () => {
  const odd = { ...RISKS, name: " Risks ", chosen: true };
  expect(readTemplateFile(file({ templates: [odd], by: "Ann" }))).toEqual({
    ok: true,
    templates: [RISKS],
  });
});

it("readTemplateFile tells a file of a newer Earshot from a foreign one", () => {
  expect(readTemplateFile(file({ version: 2 }))).toEqual({ ok: false, fault: "newer" });
  expect(readTemplateFile(file({ version: 2, format: "other" }))).toEqual(foreign);
});

it.each([
  ["an empty file", ""],
  ["a text without JSON", "Risks: list them"],
  ["a truncated file", writeTemplateFile([RISKS]).slice(0, -10)],
  ["null", "null"],
  ["a list", "[]"],
  ["another format", file({ format: "notes" })],
  ["a file without version", file({ version: undefined })],
  ["a version before the first", file({ version: 0 })],
  ["a file without templates", file({ templates: [] })],
  ["templates of a wrong type", file({ templates: ["Risks"] })],
  ["a broken template beside a good one", file({ templates: [RISKS, { ...SHORT, name: 5 }] })],
  ["a template without name", file({ templates: [{ ...RISKS, name: " " }] })],
  ["a template with too long a name", file({ templates: [{ ...RISKS, name: "x".repeat(81) }] })],
  ["a template without instructions", file({ templates: [{ id: "1", name: "Risks" }] })],
  [
    "a template with too long instructions",
    file({ templates: [{ ...RISKS, instructions: "x".repeat(10_001) }] }),
  ],
  ["two templates with one id", file({ templates: [RISKS, { ...SHORT, id: RISKS.id }] })],
  ["half a surrogate pair", file({ templates: [{ ...RISKS, name: "\ud800" }] })],
  [
    "101 templates",
    file({ templates: Array.from({ length: 101 }, (_, id) => ({ ...RISKS, id: `${id}` })) }),
  ],
])("readTemplateFile refuses %s", (_, text) => {
  expect(readTemplateFile(text)).toEqual(foreign);
});
