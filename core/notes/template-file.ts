/** Templates as a JSON file, to be kept or handed on: written by us, and read from whoever it came from. */

import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { MAX_TEMPLATE_INSTRUCTIONS, MAX_TEMPLATE_NAME, type NoteTemplate } from "./templates.ts";

const FORMAT = "earshot-templates";
const VERSION = 1;
/** More than the largest file that we write. */
export const MAX_TEMPLATE_FILE_BYTES = 8_000_000;

export const MAX_TEMPLATES = 100;

const text = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(max),
    v.check((value) => value.isWellFormed()),
  );

const Template = v.object({
  id: text(100),
  name: text(MAX_TEMPLATE_NAME),
  instructions: text(MAX_TEMPLATE_INSTRUCTIONS),
});

const TemplateFile = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  templates: v.pipe(
    v.array(Template),
    v.minLength(1),
    v.maxLength(MAX_TEMPLATES),
    v.check((templates) => new Set(templates.map(({ id }) => id)).size === templates.length),
  ),
});

/** Ours, whatever else it may hold. */
const NewerFile = v.object({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.gtValue(VERSION)),
});

/** `newer`: of a later version of Earshot. `foreign`: of something else, or damaged. */
export type TemplateFileFault = "newer" | "foreign";

export type ReadTemplates =
  | { readonly ok: true; readonly templates: readonly NoteTemplate[] }
  | { readonly ok: false; readonly fault: TemplateFileFault };

export const writeTemplateFile = (templates: readonly NoteTemplate[]): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, templates }, null, 2)}\n`;

/** All of its templates, each with an id of its own, or none. Never throws. */
export function readTemplateFile(file: string): ReadTemplates {
  const json = parseJson(file);
  const parsed = v.safeParse(TemplateFile, json);
  if (parsed.success) return { ok: true, templates: parsed.output.templates };
  return { ok: false, fault: v.is(NewerFile, json) ? "newer" : "foreign" };
}
