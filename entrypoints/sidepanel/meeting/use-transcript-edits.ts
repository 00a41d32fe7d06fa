/** What a person changes in the transcript on show: stored, shown, and told to the panels in other windows. */

import type { TranscriptEdits } from "../../../components/transcript/transcript-edits.ts";
import { withMark, withNote } from "../../../core/recording/marks.ts";
import type { Meeting, SpeakerKey, Turn } from "../../../core/meeting.ts";
import {
  withSpeaker,
  withText,
  withMerged,
  withoutMerged,
} from "../../../core/transcript/edits.ts";
import {
  heardSpeaker,
  personKey,
  speakerCalled,
  speakersIn,
} from "../../../core/transcript/speaker.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import type { useNames } from "./use-names.ts";

interface EditSources {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly names: ReturnType<typeof useNames>;
  readonly removeBookmark: (id: string) => Promise<void>;
}

export function useTranscriptEdits(sources: EditSources): TranscriptEdits {
  const { meetings, removeBookmark } = sources;
  const { shown, turns, editTurn } = meetings;
  const { ofShown: names, rename } = sources.names;

  async function edit(change: (meeting: Meeting) => Meeting): Promise<void> {
    if (shown.meeting) await meetings.edit(shown.meeting.id, change);
  }

  const assign = (turn: Turn, speaker: SpeakerKey): Promise<void> =>
    editTurn(turn, (stored) =>
      withSpeaker(stored, heardSpeaker(stored, names.value) === speaker ? null : speaker),
    );

  async function assignTo(turn: Turn, name: string): Promise<void> {
    const known = speakerCalled(name, speakersIn(turns.value, names.value), names.value);
    if (known !== undefined) return assign(turn, known);
    const person = personKey(crypto.randomUUID());
    // The name first: nobody is shown without one.
    await rename(person, name);
    await assign(turn, person);
  }

  async function addBookmark(atMs: number): Promise<string> {
    const id = crypto.randomUUID();
    await edit((meeting) => withMark(meeting, { type: "bookmark", id, atMs, note: "" }));
    return id;
  }

  return {
    rename,
    assign,
    assignTo,
    addBookmark,
    removeBookmark,
    reword: (turn, text) => editTurn(turn, (stored) => withText(stored, text)),
    merge: (from, into) => edit((meeting) => withMerged(meeting, from, into)),
    separate: (speaker) => edit((meeting) => withoutMerged(meeting, speaker)),
    annotate: (id, note) => edit((meeting) => withNote(meeting, id, note)),
  };
}
