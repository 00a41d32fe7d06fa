/** Edits of the shown meeting's transcript: names of speakers, words, bookmarks. Components inject them as `TRANSCRIPT_EDITS`. */

import { computed, provide, type Ref, shallowRef } from "vue";
import { i18n } from "#i18n";
import { TRANSCRIPT_EDITS } from "../../../components/transcript/transcript-edits.ts";
import { TRANSCRIPT_OFFERS } from "../../../components/transcript/transcript-offers.ts";
import { formatClock } from "../../../core/clock-time.ts";
import type { Mark, Meeting, SpeakerKey, Turn } from "../../../core/meeting.ts";
import { withMark, withNote, withoutBookmark } from "../../../core/recording/marks.ts";
import type { CaptureSettings, Settings } from "../../../core/settings/settings.ts";
import {
  withMerged,
  withoutMerged,
  withSpeaker,
  withText,
} from "../../../core/transcript/edits.ts";
import {
  heardSpeaker,
  personKey,
  speakerCalled,
  speakersIn,
} from "../../../core/transcript/speaker.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { useCorrections } from "./use-corrections.ts";
import { useNames } from "./use-names.ts";

interface EditOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly saveCapture: (change: Partial<CaptureSettings>) => Promise<void>;
  readonly saveSettings: (changed: Settings) => Promise<void>;
}

export function useTranscriptEdits(options: EditOptions) {
  const { shown, turns, editTurns, ...meetings } = options.meetings;
  const { edited, renamed, replaceAll, replaceMatch, ...corrections } = useCorrections(options);
  const { ofShown: names, rename, ...naming } = useNames({ ...options, onRenamed: renamed });
  const { remove: removeBookmark, ...removedBookmark } = useBookmarkRemoval(options.meetings);

  async function edit(change: (meeting: Meeting) => Meeting): Promise<void> {
    if (shown.meeting) await meetings.edit(shown.meeting.id, change);
  }

  async function assign(turn: Turn, speaker: SpeakerKey): Promise<void> {
    await editTurns([turn], (stored) =>
      withSpeaker(stored, heardSpeaker(stored, names.value) === speaker ? null : speaker),
    );
  }

  async function reword(turn: Turn, text: string): Promise<void> {
    const [stored] = await editTurns([turn], (before) => withText(before, text));
    if (stored && text !== "") await edited(turn.text, stored.text);
  }

  async function assignTo(turn: Turn, name: string): Promise<void> {
    const known = speakerCalled(name, speakersIn(turns.value, names.value), names.value);
    if (known !== undefined) return assign(turn, known);
    const person = personKey(crypto.randomUUID());
    // Named first, so that no turn shows a person without a name.
    await rename(person, name);
    await assign(turn, person);
  }

  async function addBookmark(atMs: number): Promise<string> {
    const id = crypto.randomUUID();
    await edit((meeting) => withMark(meeting, { type: "bookmark", id, atMs, note: "" }));
    return id;
  }

  provide(TRANSCRIPT_EDITS, {
    rename,
    namesFor: naming.namesFor,
    assign,
    assignTo,
    addBookmark,
    removeBookmark,
    reword,
    replaceAll,
    replaceMatch,
    merge: (from, into) => edit((meeting) => withMerged(meeting, from, into)),
    separate: (speaker) => edit((meeting) => withoutMerged(meeting, speaker)),
    annotate: (id, note) => edit((meeting) => withNote(meeting, id, note)),
  });

  // Names are suggested only while nothing was just corrected, because they need the whole transcript.
  provide(
    TRANSCRIPT_OFFERS,
    computed(() =>
      corrections.offers.value.length > 0 ? corrections.offers.value : naming.offers.value,
    ),
  );

  return { names, namesOfRecording: naming.ofRecording, removedBookmark, corrections };
}

/** The bookmark that was deleted last can be restored, with its note, until `expire`. */
function useBookmarkRemoval({ shown, edit }: ReturnType<typeof useMeetings>) {
  const removed = shallowRef<{ readonly meetingId: string; readonly mark: Mark } | null>(null);
  const notice = computed(
    () => removed.value && i18n.t("mark.removed", [formatClock(removed.value.mark.atMs)]),
  );

  async function remove(id: string): Promise<void> {
    const { meeting } = shown;
    const mark = meeting?.marks?.find((each) => each.type === "bookmark" && each.id === id);
    if (!meeting || !mark) return;
    await edit(meeting.id, (stored) => withoutBookmark(stored, id));
    removed.value = { meetingId: meeting.id, mark };
  }

  async function undo(): Promise<void> {
    const last = removed.value;
    removed.value = null;
    if (last) await edit(last.meetingId, (stored) => withMark(stored, last.mark));
  }

  return { notice, remove, undo, expire: () => void (removed.value = null) };
}
