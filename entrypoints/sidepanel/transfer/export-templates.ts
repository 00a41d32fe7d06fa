/** Templates as a download, to be kept or handed on. */

import { writeTemplateFile } from "../../../core/notes/template-file.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import { download } from "./download-file.ts";

export function exportTemplates(templates: readonly NoteTemplate[]): void {
  const blob = new Blob([writeTemplateFile(templates)], { type: "application/json" });
  download({ blob, name: "earshot-templates.json" });
}
