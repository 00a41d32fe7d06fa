/** Takes meetings out as a ZIP archive. One at a time; it goes on while another view is on show. */

import { browser } from "wxt/browser";
import { shallowRef } from "vue";
import { i18n } from "#i18n";
import { formatCount } from "../../../components/words/format-number.ts";
import type { TransferResult } from "../../../components/library/TransferOutcome.vue";
import type { Transfer } from "../../../components/library/TransferProgress.vue";
import { toMeetingFile, writeMeetingFile } from "../../../core/archive/meeting-file.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import { TEXT_FORMATS } from "../../../core/export/formats.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import type { Problem } from "../../../core/problem.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import type { Database } from "../../shared/database/open.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { exportArchive, type TextFile } from "./export-archive.ts";
import { documentWords } from "./document-words.ts";
import { download } from "./download-file.ts";

interface Sources {
  readonly database: Promise<Database>;
  /** The person's own, which name their notes. */
  readonly templates: () => readonly NoteTemplate[];
}

export function useArchives({ database, templates }: Sources) {
  /** Null while nothing is being exported. */
  const transfer = shallowRef<Transfer | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const outcome = shallowRef<TransferResult | null>(null);
  let controller = new AbortController();

  async function everything(meeting: Meeting): Promise<void> {
    const label = i18n.t("transfer.exporting", [meeting.title || i18n.t("document.untitled")]);
    await run(label, [meeting.id]);
  }

  async function all(): Promise<void> {
    const meetings = await listMeetings(await database);
    await several(meetings.map(({ id }) => id));
  }

  async function several(ids: readonly string[]): Promise<void> {
    const fileName = exportFileName(i18n.t("transfer.archive"), Date.now(), "zip");
    await run(i18n.t("transfer.exportingMany", [formatCount(ids.length)]), ids, fileName);
  }

  /** @param fileName else that of the meeting */
  async function run(label: string, ids: readonly string[], fileName?: string): Promise<void> {
    if (transfer.value) return;
    controller = new AbortController();
    const { signal } = controller;
    problem.value = null;
    outcome.value = null;
    transfer.value = { label, share: 0 };
    try {
      const result = await exportArchive(ids, {
        database: await database,
        exportedBy: exportedBy(),
        filesOf,
        onProgress: (share) => (transfer.value = { label, share }),
        signal,
      });
      if (!result.ok) problem.value = result.problem;
      else {
        const { archive, leftOut } = result.value;
        if (archive)
          download({
            blob: archive.file,
            name: fileName ?? archive.fileName,
            release: archive.remove,
          });
        if (leftOut.length > 0)
          outcome.value = { sentence: i18n.t("transfer.leftOut"), refused: [] };
      }
    } catch (error) {
      // Cancelled by the person: nothing to tell.
      if (!signal.aborted) throw error;
    } finally {
      transfer.value = null;
    }
  }

  /** One of each text format. */
  function filesOf(content: MeetingContent): readonly TextFile[] {
    const source = { ...content, durationMs: content.meeting.durationMs };
    const words = documentWords(content.meeting, templates());
    return Object.values(TEXT_FORMATS).map(({ extension, write }) => ({
      name: `meeting.${extension}`,
      content: write(source, words),
    }));
  }

  async function json({ id, title, startedAt }: Meeting): Promise<void> {
    const content = await readWhole(await database, id);
    if (!content) return;
    const text = writeMeetingFile(toMeetingFile(content, [], exportedBy()));
    const blob = new Blob([text], { type: "application/json" });
    download({ blob, name: exportFileName(title, startedAt, "json") });
  }

  return {
    transfer,
    problem,
    outcome,
    everything,
    all,
    several,
    json,
    cancel: () => controller.abort(),
    dismiss: () => void (problem.value = null),
    dismissOutcome: () => void (outcome.value = null),
  };
}

const exportedBy = (): string =>
  `${i18n.t("extension.name")} ${browser.runtime.getManifest().version}`;
