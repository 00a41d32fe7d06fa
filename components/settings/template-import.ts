/** Imports templates from a file. */

import { i18n } from "#i18n";
import { LARGEST } from "../../core/bounds.ts";
import { readTemplateFile } from "../../core/notes/template-file.ts";
import { withoutTemplate, withTemplate, type NoteTemplate } from "../../core/notes/templates.ts";
import { builtInTemplate } from "../words/note-words.ts";

interface TemplateImport {
  /** Empty if the file was refused. */
  readonly templates: readonly NoteTemplate[];
  /** Result in words. */
  readonly sentence: string;
}

export async function importTemplates(file: File): Promise<TemplateImport> {
  const text = file.size > LARGEST.templateFile ? "" : await textOf(file);
  const read = readTemplateFile(text);
  return read.ok
    ? {
        templates: read.templates,
        sentence: i18n.t("settings.templatesImported", [read.templates.length]),
      }
    : { templates: [], sentence: i18n.t(`settings.templatesRefused.${read.fault}`) };
}

/** @returns an empty text if the file can't be read */
const textOf = (file: File): Promise<string> =>
  file.text().catch((error: unknown) => {
    if (error instanceof DOMException) return "";
    throw error;
  });

/** Adds or replaces a template. A built-in template without changes is not stored. */
export function withChange(
  all: readonly NoteTemplate[],
  template: NoteTemplate,
): readonly NoteTemplate[] {
  const builtIn = builtInTemplate(template.id);
  const isUnchanged =
    builtIn?.name === template.name && builtIn.instructions === template.instructions;
  return isUnchanged ? withoutTemplate(all, template.id) : withTemplate(all, template);
}
