/** Notices that whoever makes notes is gone: the offscreen document has crashed, or Chrome has ended it. */

import { onScopeDispose } from "vue";
import type { NoteJob } from "../../../core/protocol/live.ts";
import { withoutNoteMaker } from "../../shared/locks.ts";
import { reportUnexpected } from "../../shared/errors.ts";

interface NoteWatchOptions {
  /** Those that are being made, as far as is known; not before they are taken on. */
  readonly works: () => readonly NoteJob[];
  /** Whoever makes notes answers with all of them. */
  readonly sayHello: () => void;
  /** Nobody makes it any more. */
  readonly onLost: (work: NoteJob) => void;
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
    const ids = works().map(({ request }) => request.meetingId);
    // Who is too busy to answer still holds a lock.
    const left = await withoutNoteMaker(ids);
    if (silentMs() < 2 * SILENCE_MS) return;
    for (const work of works()) if (left.includes(work.request.meetingId)) onLost(work);
  }

  const timer = setInterval(() => {
    check().catch(reportUnexpected("asking who makes notes"));
  }, SILENCE_MS);
  onScopeDispose(() => clearInterval(timer));

  return { heard: (): void => void (heardAt = Date.now()) };
}
