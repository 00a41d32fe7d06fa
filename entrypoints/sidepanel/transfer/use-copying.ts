/** Copies the shown meeting or a part of it, and the notes of any other: formatted and as plain text at once, so that every program pastes what it can show. */

import { computed, onScopeDispose, shallowRef } from "vue";
import { i18n } from "#i18n";
import type { TransferResult } from "../../../components/library/transfer.ts";
import type { DocumentSource } from "../../../core/export/document.ts";
import type { DocumentPart } from "../../../core/export/rich/meeting-blocks.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import { isQuestion } from "../../../core/notes/versions.ts";
import { type Problem, problem as problemOf } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { storedItem } from "../../shared/stored-item.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { shownSource } from "./use-export.ts";

const timesItem = storedItem<boolean>("local", "copiesTimes", false);

/** Time to read one word. */
const NEWS_MS = 4_000;

interface CopyingOptions {
  readonly database: Promise<Database>;
  readonly meetings: ReturnType<typeof useMeetings>;
  /** The user's own. */
  readonly templates: () => readonly NoteTemplate[];
}

export function useCopying({ database, meetings, templates }: CopyingOptions) {
  const problem = shallowRef<Problem | null>(null);
  /** What came of a copy in the list of meetings. */
  const outcome = shallowRef<TransferResult | null>(null);
  const isCopied = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));

  async function write(copied: Promise<void>): Promise<void> {
    problem.value = null;
    isCopied.value = false;
    outcome.value = null;
    clearTimeout(timer);
    try {
      await copied;
      isCopied.value = true;
      timer = setTimeout(() => (isCopied.value = false), NEWS_MS);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      problem.value = problemOf("copy-failed");
    }
  }

  const hasTimes = useTimesChoice();

  async function writePart(from: DocumentSource, part: DocumentPart): Promise<void> {
    const { formattedCopy } = await import("./copied-text.ts");
    const item = formattedCopy(from, templates(), { part, hasTimes: hasTimes.value });
    await write(navigator.clipboard.write([item]));
  }

  async function copy(part: DocumentPart): Promise<void> {
    const from = shownSource(meetings);
    if (from) await writePart(from, part);
  }

  /** Copies the latest notes of a meeting in the list. */
  async function copyNotes(meetingId: string): Promise<void> {
    outcome.value = null;
    const content = await readWhole(await database, meetingId);
    if (!content) return;
    const { meeting, notes } = content;
    const hasNotes = notes.some((note) => !isQuestion(note)) || (meeting.ownLines ?? []).length > 0;
    if (hasNotes)
      await writePart({ ...content, durationMs: meeting.durationMs }, { type: "notes" });
    if (!hasNotes || isCopied.value)
      outcome.value = {
        sentence: i18n.t(hasNotes ? "export.news.copied" : "notes.emptyTitle"),
        refused: [],
      };
  }

  async function copyMarkdown(): Promise<void> {
    const from = shownSource(meetings);
    if (!from) return;
    const { markdownCopy } = await import("./copied-text.ts");
    await write(navigator.clipboard.writeText(markdownCopy(from, templates())));
  }

  const dismiss = (): void => void (problem.value = null);
  return { isCopied, outcome, hasTimes, problem, dismiss, copy, copyNotes, copyMarkdown };
}

/** Whether copies have times; the choice is kept. */
function useTimesChoice() {
  const chosen = shallowRef(false);
  timesItem
    .getValue()
    .then((stored) => (chosen.value = stored))
    .catch(reportUnexpected("reading whether copies have times"));
  return computed({
    get: () => chosen.value,
    set(hasTimes) {
      chosen.value = hasTimes;
      timesItem.setValue(hasTimes).catch(reportUnexpected("storing whether copies have times"));
    },
  });
}
