/** The templates that every installation has, in the reader's language. */

import { i18n } from "#i18n";
import {
  BUILT_IN_INSTRUCTIONS,
  type BuiltInId,
  isBuiltIn,
  type NoteTemplate,
} from "../../core/notes/templates.ts";

export const templateName = (id: BuiltInId): string => i18n.t(`template.${id}`);

/** As it comes with Earshot; null for one of the person's own. */
export const builtInTemplate = (id: string): NoteTemplate | null =>
  isBuiltIn(id) ? { id, name: templateName(id), instructions: BUILT_IN_INSTRUCTIONS[id] } : null;
