/** Templates from a file of the person's own. */

import { i18n } from "#i18n";
import { MAX_TEMPLATE_FILE_BYTES, readTemplateFile } from "../../core/notes/template-file.ts";
import { withoutTemplate, withTemplate, type NoteTemplate } from "../../core/notes/templates.ts";
import { builtInTemplate } from "../words/note-words.ts";

export interface TemplateImport {
  /** None where it was refused. */
  readonly templates: readonly NoteTemplate[];
  /** What came of it. */
  readonly sentence: string;
}

export async function importTemplates(file: File): Promise<TemplateImport> {
  const text = file.size > MAX_TEMPLATE_FILE_BYTES ? "" : await textOf(file);
  const read = readTemplateFile(text);
  return read.ok
    ? {
        templates: read.templates,
        sentence: i18n.t("settings.templatesImported", [read.templates.length]),
      }
    : { templates: [], sentence: i18n.t(`settings.templatesRefused.${read.fault}`) };
}

/** Empty where the disk does not give it. */
const textOf = (file: File): Promise<string> =>
  file.text().catch((error: unknown) => {
    if (error instanceof DOMException) return "";
    throw error;
  });

/** One of ours that is as it was is not kept as a change. */
export function withChange(
  all: readonly NoteTemplate[],
  template: NoteTemplate,
): readonly NoteTemplate[] {
  const ours = builtInTemplate(template.id);
  const isAsItWas = ours?.name === template.name && ours.instructions === template.instructions;
  return isAsItWas ? withoutTemplate(all, template.id) : withTemplate(all, template);
}
