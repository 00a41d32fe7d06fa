/** What a person changes in the transcript on show: stored, shown, and told to the panels in other windows. */

import type { Ref } from "vue";
import type { TranscriptEdits } from "../../components/transcript-edits.ts";
import { withMark, withNote } from "../../core/marks.ts";
import type { Meeting, SpeakerKey, Turn, TurnKey } from "../../core/meeting.ts";
import { withSpeaker, withText } from "../../core/transcript/edits.ts";
import { withMerged, withoutMerged } from "../../core/transcript/merge.ts";
import {
  heardSpeaker,
  personKey,
  speakerCalled,
  type SpeakerNames,
  speakersIn,
} from "../../core/transcript/speaker.ts";

interface EditSources {
  readonly shown: { readonly meeting: Meeting | null };
  readonly turns: Readonly<Ref<readonly Turn[]>>;
  readonly names: Readonly<Ref<SpeakerNames>>;
  readonly edit: (meetingId: string, change: (meeting: Meeting) => Meeting) => Promise<void>;
  readonly editTurn: (key: TurnKey, change: (turn: Turn) => Turn) => Promise<void>;
  readonly rename: (speaker: SpeakerKey, name: string) => Promise<void>;
  readonly removeBookmark: (id: string) => Promise<void>;
}

export function useTranscriptEdits(sources: EditSources): TranscriptEdits {
  const { shown, turns, names, editTurn, rename, removeBookmark } = sources;

  async function edit(change: (meeting: Meeting) => Meeting): Promise<void> {
    if (shown.meeting) await sources.edit(shown.meeting.id, change);
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
