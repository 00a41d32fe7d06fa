/** Notes are made in the offscreen document, beside whatever is being recorded. */

import { ok, type Result } from "../../core/problem.ts";
import type { NoteRequest } from "../../core/protocol/offscreen-requests.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { askOffscreen, isOffscreenOpen, openOffscreen } from "./offscreen-document.ts";

/** Resolves when it has been taken on. */
export async function makeNote(request: NoteRequest): Promise<Result<null>> {
  const settings = await settingsItem.getValue();
  const begin = async (): Promise<Result<null>> => {
    await openOffscreen();
    return askOffscreen({ to: "offscreen", type: "make-note", request, settings });
  };
  // As with Start: a document that was just closing finds its successor the second time.
  return begin().catch(begin);
}

export async function cancelNote(request: NoteRequest): Promise<Result<null>> {
  if (!(await isOffscreenOpen())) return ok(null);
  return askOffscreen({ to: "offscreen", type: "cancel-note", request });
}
