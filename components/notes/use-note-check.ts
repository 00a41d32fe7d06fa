/** Check of a shown note. One that takes long is done in steps, while the note is shown without marks and the panel stays usable. */

import { onScopeDispose, shallowRef, watch } from "vue";
import type { Note } from "../../core/meeting.ts";
import type { CheckedTranscript } from "../../core/notes/check/evidence.ts";
import { checkSteps, type NoteCheck, uncheckedNote } from "../../core/notes/check/note-check.ts";

interface CheckSource {
  readonly note: Pick<Note, "markdown" | "citations" | "secondReading">;
  readonly transcript: CheckedTranscript;
  /** The note is incomplete, so it is not checked yet. */
  readonly isStreaming: boolean;
}

/** The check of the notes of three hours takes about 40 ms on a slow machine. */
const STEP_MS = 30;

export function useNoteCheck(source: () => CheckSource) {
  const checked = shallowRef<NoteCheck>(uncheckedNote(""));
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** @returns whether the check is complete */
  function goOn(steps: ReturnType<typeof checkSteps>): boolean {
    const end = performance.now() + STEP_MS;
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        checked.value = value;
        return true;
      }
      if (performance.now() > end) return false;
    }
  }

  function goOnLater(steps: ReturnType<typeof checkSteps>): void {
    timer = setTimeout(() => {
      if (!goOn(steps)) goOnLater(steps);
    });
  }

  watch(
    source,
    ({ note, transcript, isStreaming }, before) => {
      clearTimeout(timer);
      if (isStreaming) {
        checked.value = uncheckedNote(note.markdown);
        return;
      }
      const steps = checkSteps(note, transcript);
      if (goOn(steps)) return;
      // The same text keeps its marks meanwhile.
      const isSame = before?.note.markdown === note.markdown && !before.isStreaming;
      if (!isSame) checked.value = uncheckedNote(note.markdown);
      goOnLater(steps);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  return checked;
}
