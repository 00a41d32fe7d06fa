/** Writes templates to a JSON file and reads such a file, which may come from anywhere. */

import * as v from "valibot";
import { LONGEST, MOST } from "../bounds.ts";
import { parseJson } from "../parse-json.ts";
import type { NoteTemplate } from "./templates.ts";

const FORMAT = "earshot-templates";
const VERSION = 1;

const text = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(max),
    v.check((value) => value.isWellFormed()),
  );

const Template = v.object({
  id: text(LONGEST.id),
  name: text(LONGEST.templateName),
  instructions: text(LONGEST.templateInstructions),
});

const TemplateFile = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  templates: v.pipe(
    v.array(Template),
    v.minLength(1),
    v.maxLength(MOST.templates),
    v.check((templates) => new Set(templates.map(({ id }) => id)).size === templates.length),
  ),
});

const NewerFile = v.object({
  format: v.literal(FORMAT),
  version: v.pipe(v.number(), v.gtValue(VERSION)),
});

/** `newer`: written by a later version of Earshot. `foreign`: damaged, or not a file of templates. */
type TemplateFileFault = "newer" | "foreign";

type ReadTemplates =
  | { readonly ok: true; readonly templates: readonly NoteTemplate[] }
  | { readonly ok: false; readonly fault: TemplateFileFault };

export const writeTemplateFile = (templates: readonly NoteTemplate[]): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, templates }, null, 2)}\n`;

/** Reads all templates or none. Their ids are distinct. Never throws. */
export function readTemplateFile(file: string): ReadTemplates {
  const json = parseJson(file);
  const parsed = v.safeParse(TemplateFile, json);
  if (parsed.success) return { ok: true, templates: parsed.output.templates };
  return { ok: false, fault: v.is(NewerFile, json) ? "newer" : "foreign" };
}
