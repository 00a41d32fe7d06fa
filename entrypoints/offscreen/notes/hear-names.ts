/** Asks the language service that has made a note for the names of labelled speakers, once for each transcript. */

import { EXTRACTIVE_MODEL } from "../../../core/language/language-request.ts";
import type { Meeting, Note } from "../../../core/meeting.ts";
import { nameRequest, namesInReply } from "../../../core/notes/name-request.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { getMeeting, updateMeeting } from "../../shared/database/meeting-store.ts";
import { withDatabase } from "../../shared/database/open.ts";
import { listTurns } from "../../shared/database/turn-store.ts";
import { keepCost } from "./chat-with-retry.ts";
import { chosenLanguageService } from "./language-services.ts";

/**
 * Stores the names as suggestions. A service that fails is not asked again: nobody waits for these.
 *
 * @param note that was just made; a live note, an answer, or a note by rule asks nothing
 * @returns the meeting as it is stored now; `null` if nothing was asked
 */
export function hearNames(
  note: Note,
  settings: Settings,
  signal: AbortSignal,
): Promise<Meeting | null> {
  const isOfTranscript = note.subject?.type === "template" && !note.isLive;
  if (!isOfTranscript || note.model === EXTRACTIVE_MODEL) return Promise.resolve(null);
  return withDatabase(async (database) => {
    const meeting = await getMeeting(database, note.meetingId);
    if (!meeting || meeting.heardNames !== undefined) return null;
    const turns = await listTurns(database, meeting.id);
    const request = nameRequest(turns, meeting);
    if (request === null) return null;
    const service = await chosenLanguageService(settings);
    const languages = [...new Set(turns.flatMap(({ language }) => language ?? []))];
    const reply = await service.ask({ ...request, languages }, signal, {
      onText: () => {},
      onUsage: (...used) => keepCost(database, meeting.id, ...used),
    });
    const heardNames = reply.ok ? namesInReply(reply.value.content, turns, meeting) : [];
    return updateMeeting(database, meeting.id, (stored) => ({ ...stored, heardNames }));
  });
}
