/** What is brought in and what is taken out as an archive: to a person one piece of work, with one bar and one outcome. */

import { computed } from "vue";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import type { Database } from "../../shared/database/open.ts";
import { useArchives } from "./use-archives.ts";
import { useImport } from "./use-import.ts";

interface TransferOptions {
  readonly database: Promise<Database>;
  /** The person's own, which name their notes. */
  readonly templates: () => readonly NoteTemplate[];
  /** Sound has become a meeting, which has no words yet. */
  readonly onAudio: (meetingId: string) => Promise<void>;
  /** Meetings have been brought in: these. */
  readonly onMeetings: (meetingIds: readonly string[]) => Promise<void>;
}

export function useTransfers({ database, templates, onAudio, onMeetings }: TransferOptions) {
  const incoming = useImport(database, { onAudio, onMeetings });
  const outgoing = useArchives({ database, templates });
  const both = [incoming, outgoing];

  return {
    transfer: computed(() => incoming.transfer.value ?? outgoing.transfer.value),
    outcome: computed(() => incoming.outcome.value ?? outgoing.outcome.value),
    importFile: incoming.importFile,
    exportAll: outgoing.all,
    exportSeveral: outgoing.several,
    exportJson: outgoing.json,
    exportEverything: outgoing.everything,
    cancel: () => both.forEach(({ cancel }) => cancel()),
    dismissOutcome: () => both.forEach(({ dismissOutcome }) => dismissOutcome()),
    problems: both,
  };
}
