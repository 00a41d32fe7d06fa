/** Notices that whoever makes notes is gone: the offscreen document has crashed, or Chrome has ended it. */

import { onScopeDispose } from "vue";
import type { NoteWork } from "../../../core/protocol/live.ts";
import { withoutNoteMaker } from "../../shared/notes-lock.ts";
import { reportSurprise } from "../../shared/report-surprise.ts";

interface NoteWatchOptions {
  /** Those that are being made, as far as is known; not before they are taken on. */
  readonly works: () => readonly NoteWork[];
  /** Whoever makes notes answers with all of them. */
  readonly sayHello: () => void;
  /** Nobody makes it any more. */
  readonly onLost: (work: NoteWork) => void;
}

/** Who has said nothing for so long is asked, and is gone if no answer comes in as long again. */
const SILENCE_MS = 5_000;

/** Answers what to call whenever they were told. */
export function useNoteWatch({ works, sayHello, onLost }: NoteWatchOptions) {
  let heardAt = Date.now();
  const silentMs = (): number => Date.now() - heardAt;

  async function check(): Promise<void> {
    if (works().length === 0 || silentMs() < SILENCE_MS) return;
    if (silentMs() < 2 * SILENCE_MS) return sayHello();
    const ids = works().map(({ wish }) => wish.meetingId);
    // Who is too busy to answer still holds a lock.
    const left = await withoutNoteMaker(ids);
    if (silentMs() < 2 * SILENCE_MS) return;
    for (const work of works()) if (left.includes(work.wish.meetingId)) onLost(work);
  }

  const timer = setInterval(() => {
    check().catch(reportSurprise("asking who makes notes"));
  }, SILENCE_MS);
  onScopeDispose(() => clearInterval(timer));

  return { heard: (): void => void (heardAt = Date.now()) };
}
