/** What is on disk is transcribed in the offscreen document, beside whatever is being recorded. */

import type { Result } from "../../core/problem.ts";
import type { TranscribeFrom } from "../../core/protocol/offscreen-requests.ts";
import { databaseProblem } from "../shared/database/open.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { askOffscreen, openOffscreen } from "./offscreen-document.ts";

/** Resolves when it has begun, or with the reason why it has not. */
export async function transcribe(meetingId: string, from: TranscribeFrom): Promise<Result<null>> {
  const unusable = await databaseProblem();
  if (unusable) return { ok: false, problem: unusable };
  const settings = await settingsItem.getValue();
  const begin = async (): Promise<Result<null>> => {
    await openOffscreen();
    return askOffscreen({ to: "offscreen", type: "transcribe", meetingId, from, settings });
  };
  // As with Start: a document that was just closing finds its successor the second time.
  return begin().catch(begin);
}
