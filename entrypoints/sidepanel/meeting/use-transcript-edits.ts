/** Edits of the shown meeting's transcript: names of speakers, words, bookmarks. Components inject them as `TRANSCRIPT_EDITS`. */

import { computed, provide, type Ref, shallowRef } from "vue";
import { i18n } from "#i18n";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import { TRANSCRIPT_EDITS } from "../../../components/transcript/transcript-edits.ts";
import { TRANSCRIPT_OFFERS } from "../../../components/transcript/transcript-offers.ts";
import { channelNames, speakerNames } from "../../../components/words/speaker-names.ts";
import { formatClock } from "../../../core/clock-time.ts";
import type { Mark, Meeting, SpeakerKey, Turn } from "../../../core/meeting.ts";
import { nameInNotes } from "../../../core/notes/transcript-lines.ts";
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
  isChannel,
  isPerson,
  personKey,
  speakerCalled,
  type SpeakerNames,
  speakersIn,
} from "../../../core/transcript/speaker.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { useCorrections } from "./use-corrections.ts";

interface EditOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly saveCapture: (change: Partial<CaptureSettings>) => Promise<void>;
  readonly saveSettings: (changed: Settings) => Promise<void>;
}

export function useTranscriptEdits(options: EditOptions) {
  const { shown, turns, editTurns, ...meetings } = options.meetings;
  const { offers, edited, renamed, replaceAll, replaceMatch, ...corrections } =
    useCorrections(options);
  const { ofShown: names, ofRecording, rename } = useNames(options, renamed);
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
    if (stored && text !== "") edited(turn.text, stored.text);
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

  provide(TRANSCRIPT_OFFERS, offers);

  return { names, namesOfRecording: ofRecording, removedBookmark, corrections };
}

function useNames(
  { settings, meetings: { shown, facts, edit }, saveCapture }: EditOptions,
  /** Takes the names for models, before and now. */
  onRenamed: (from: string, to: string) => void,
) {
  const ofNewMeetings = computed(() => settings.value?.capture.names ?? {});
  /** Stays the same object while other parts of the meeting change. */
  const given = stableComputed(() => ({
    names: (shown.meeting ? shown.meeting.names : ofNewMeetings.value) ?? {},
    merged: shown.meeting?.merged ?? {},
    channels: (shown.meeting?.channels ?? []).map(({ name }) => name),
  }));
  const ofShown = computed<SpeakerNames>(() => speakerNames(given.value));
  const ofRecording = stableComputed(() =>
    channelNames(
      shown.meeting && shown.meeting.id === facts.recordingId.value
        ? shown.meeting.names
        : ofNewMeetings.value,
    ),
  );

  /** The name of a channel is kept for new meetings too. */
  async function rename(speaker: SpeakerKey, name: string): Promise<void> {
    const { meeting: before } = shown;
    if (!before || (name === "" && isPerson(speaker))) return;
    const after = await edit(before.id, (meeting) => ({
      ...meeting,
      names: { ...meeting.names, [speaker]: name },
    }));
    if (after) onRenamed(nameInNotes(speaker, before), nameInNotes(speaker, after));
    if (isChannel(speaker))
      await saveCapture({ names: { ...ofNewMeetings.value, [speaker]: name } });
  }

  return { ofShown, ofRecording, rename };
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
