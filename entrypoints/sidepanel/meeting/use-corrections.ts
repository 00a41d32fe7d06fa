/** Corrections that reach further than one turn: the same words in the whole transcript and its notes, and key terms. */

import { computed, type Ref, shallowRef } from "vue";
import { i18n } from "#i18n";
import type { TranscriptOffer } from "../../../components/transcript/transcript-offers.ts";
import { type Turn, type TurnKey, turnId } from "../../../core/meeting.ts";
import { editedNote } from "../../../core/notes/versions.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { withText } from "../../../core/transcript/edits.ts";
import type { Match } from "../../../core/transcript/find.ts";
import {
  correctionOf,
  replacedPlaces,
  replaceIn,
  type Replacement,
} from "../../../core/transcript/replacement.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

interface CorrectionOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly saveSettings: (changed: Settings) => Promise<void>;
}

/** What was done last, and can be undone. */
interface Done {
  readonly notice: string;
  undo(): Promise<void>;
}

export function useCorrections({ meetings, settings, saveSettings }: CorrectionOptions) {
  const { shown, turns } = meetings;
  const offered = shallowRef<{
    readonly meetingId: string;
    readonly replacement: Replacement;
    readonly canExpect: (settings: Settings, word: string) => boolean;
  } | null>(null);
  const done = shallowRef<Done | null>(null);
  const { replaceAll, replaceMatch } = replacing(meetings, (now) => (done.value = now));

  const dismiss = (): void => void (offered.value = null);
  async function offer(replacement: Replacement | null): Promise<void> {
    const { meetingId } = shown;
    if (!replacement || meetingId === null) return dismiss();
    const { canExpect } = await import("./expected-words.ts");
    offered.value = { meetingId, replacement, canExpect };
  }

  const current = computed(() =>
    offered.value?.meetingId === shown.meetingId ? offered.value : null,
  );
  const places = computed(
    () => current.value && replacedPlaces(turns.value, shown.notes, current.value.replacement),
  );
  const offers = computed<readonly TranscriptOffer[]>(() => {
    if (!current.value || !places.value) return [];
    const { replacement: found, canExpect } = current.value;
    const { count, notes } = places.value;
    const replace = {
      label: found.match === "name" ? i18n.t("offer.inNotes") : i18n.t("offer.replaceAll", count),
      act: () => replaceAll(found),
    };
    const expect = { label: i18n.t("offer.expect"), act: () => expectWord(found.to) };
    const mayExpect =
      found.match === "words" && settings.value !== null && canExpect(settings.value, found.to);
    const actions = [...(count > 0 ? [replace] : []), ...(mayExpect ? [expect] : [])];
    if (actions.length === 0) return [];
    const key = `${found.from} → ${found.to}`;
    return [{ key, text: offerText(found, notes.length > 0), actions, dismiss }];
  });

  /** Adds the word to the key terms, also for the sessions under way. */
  async function expectWord(word: string): Promise<void> {
    await saveTerms((terms) => [...terms, word]);
    done.value = {
      notice: i18n.t("offer.expected", [word]),
      undo: () => saveTerms((terms) => terms.filter((term) => term !== word)),
    };
  }

  async function saveTerms(change: (terms: readonly string[]) => readonly string[]): Promise<void> {
    const now = settings.value;
    if (!now) return;
    const speech = { ...now.speech, keyTerms: change(now.speech.keyTerms) };
    await saveSettings({ ...now, speech });
  }

  async function undo(): Promise<void> {
    const last = done.value;
    done.value = null;
    await last?.undo();
  }

  return {
    offers,
    /** Offers to repeat an edit elsewhere. */
    edited: (before: string, after: string) => offer(correctionOf(before, after)),
    renamed: (from: string, to: string) => offer({ from, to, match: "name" }),
    replaceAll,
    replaceMatch,
    notice: computed(() => done.value?.notice ?? null),
    undo,
    expire: () => void (done.value = null),
  };
}

/** Replaces words of the shown meeting: one match, or all of them. */
function replacing(
  { shown, turns, editTurns, addNote, deleteNote }: ReturnType<typeof useMeetings>,
  onDone: (done: Done) => void,
) {
  /** Replaces the words in all turns, and in notes by new versions that are marked as edited. */
  async function replaceAll(wanted: Replacement): Promise<void> {
    const found = replacedPlaces(turns.value, shown.notes, wanted);
    const before = new Map(found.turns.map(({ turn }) => [turnId(turn), turn.text]));
    const edited = await editTurns(
      found.turns.map(({ turn }) => turn),
      (stored) => withText(stored, replaceIn(stored.text, wanted).text),
    );
    const notes = found.notes.map(({ note, markdown }) => {
      const version = { id: crypto.randomUUID(), createdAt: Date.now() };
      return editedNote(note, markdown, turns.value, version);
    });
    for (const note of notes) await addNote(note);
    onDone({
      notice: i18n.t("offer.replaced", found.count),
      async undo() {
        await restore(edited, (turn) => before.get(turnId(turn)));
        for (const note of notes) await deleteNote(note);
      },
    });
  }

  async function replaceMatch({ turn, start, end }: Match, words: string): Promise<void> {
    const text = turn.text.slice(0, start) + words + turn.text.slice(end);
    const edited = await editTurns([turn], (stored) =>
      stored.text === turn.text ? withText(stored, text) : null,
    );
    onDone({
      notice: i18n.t("offer.replaced", edited.length),
      undo: () => restore(edited, () => turn.text),
    });
  }

  /** Texts that were edited again meanwhile stay. */
  async function restore(
    edited: readonly Turn[],
    textOf: (turn: TurnKey) => string | undefined,
  ): Promise<void> {
    const written = new Map(edited.map((turn) => [turnId(turn), turn.text]));
    await editTurns(edited, (stored) => {
      const text = textOf(stored);
      const isSame = stored.text === written.get(turnId(stored));
      return isSame && text !== undefined ? withText(stored, text) : null;
    });
  }

  return { replaceAll, replaceMatch };
}

function offerText({ from, to, match }: Replacement, isInNotes: boolean): string {
  if (match === "name") return i18n.t("offer.notesSay", [from]);
  const changed = i18n.t("offer.changed", [from, to]);
  return isInNotes ? `${changed} ${i18n.t("offer.alsoNotes")}` : changed;
}
