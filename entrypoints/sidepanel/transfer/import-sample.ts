/** Adds the sample meeting to the library. It comes in the package, and is stored like an audio file that is imported. */

import {
  SAMPLE_FILES,
  SAMPLE_TITLE,
  sampleMeeting,
  type ScriptTurn,
} from "../../../core/archive/sample-meeting.ts";
import { ok, type Result } from "../../../core/problem.ts";
import type { ImportedAudio } from "../../../core/protocol/import.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import { inStore } from "../../shared/storage-problem.ts";
import { importAudioOf } from "./import-audio.ts";
import { importProblem, type ImportOptions } from "./import-options.ts";

/**
 * @returns the sample that is in the library already, if there is one. Failures are those of `importAudioOf`
 * @throws the signal's reason when it aborts
 */
export async function importSample(
  options: ImportOptions,
): Promise<Result<{ readonly meetingId: string }>> {
  try {
    const stored = await inStore("database", listMeetings(options.database));
    const sample = stored.find(({ isSample }) => isSample);
    if (sample) return ok({ meetingId: sample.id });
  } catch (error) {
    return importProblem(error, "imported-file-refused");
  }
  const [audio, script, notes] = await Promise.all([
    packaged(SAMPLE_FILES.audio).then((response) => response.blob()),
    packaged(SAMPLE_FILES.script).then((response) => response.json()),
    packaged(SAMPLE_FILES.notes).then((response) => response.text()),
  ]);
  const contentOf = (meetingId: string, { samples }: ImportedAudio) =>
    sampleMeeting({
      script: script as readonly ScriptTurn[],
      notes,
      meetingId,
      noteId: crypto.randomUUID(),
      samples,
      now: Date.now(),
    });
  return importAudioOf(contentOf, new File([audio], SAMPLE_TITLE), options);
}

const packaged = (path: string): Promise<Response> => fetch(`/${path}`);
