/** Import and export. Imports of files and exports of archives take time: they share one progress bar and one outcome. */

import { computed, type Ref, shallowRef } from "vue";
import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import type { Transfer, TransferResult } from "../../../components/library/transfer.ts";
import { formatCount } from "../../../components/words/format-number.ts";
import { SAMPLE_TITLE } from "../../../core/archive/sample-meeting.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import { ok, type Problem, type Result } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import type { useTranscription } from "../recording/use-transcription.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import type { useNavigation } from "../use-navigation.ts";
import { download, downloadJson } from "./download-file.ts";
import { importArchive, importJson } from "./import-archive.ts";
import { archiveIn } from "./open-archive.ts";
import { importAudio } from "./import-audio.ts";
import type { ImportOptions, MeetingOutcome } from "./import-options.ts";
import { useCopying } from "./use-copying.ts";
import { useExport } from "./use-export.ts";

interface TransferOptions {
  readonly database: Promise<Database>;
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly navigation: ReturnType<typeof useNavigation>;
  readonly transcription: ReturnType<typeof useTranscription>;
}

export function useTransfers(options: TransferOptions) {
  const { meetings, settings } = options;
  const templates = (): readonly NoteTemplate[] => settings.value?.notes.templates ?? [];
  const { importFile, openSample, ...incoming } = useImport(options);
  const { exportAll, exportSeveral, exportEverything, exportJson, ...outgoing } = useArchives(
    options.database,
    templates,
  );
  const exporting = useExport(meetings, templates, outgoing.run);
  const copying = useCopying({ database: options.database, meetings, templates });
  const both = [incoming, outgoing];
  const outcomes = [incoming.outcome, outgoing.outcome, copying.outcome];
  const dismissOutcome = (): void => outcomes.forEach((outcome) => (outcome.value = null));

  return {
    transfer: computed(() => incoming.transfer.value ?? outgoing.transfer.value),
    outcome: computed(() => outcomes.find(({ value }) => value !== null)?.value ?? null),
    cancel: () => both.forEach(({ cancel }) => cancel()),
    dismissOutcome,
    async copyNotes(meetingId: string): Promise<void> {
      dismissOutcome();
      await copying.copyNotes(meetingId);
    },
    importFile,
    openSample,
    exportAll,
    exportSeveral,
    exportEverything,
    exportJson,
    exporting,
    copying,
    problems: [incoming, outgoing, exporting, copying],
  };
}

type Progress = Pick<ImportOptions, "onProgress" | "signal">;

/** Runs one import or one export at a time, also while another view is shown. */
function useTransfer() {
  const transfer = shallowRef<Transfer | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const outcome = shallowRef<TransferResult | null>(null);
  let controller = new AbortController();

  /** @returns `null` if it failed, was cancelled, or another one is under way */
  async function run<T>(
    label: string,
    perform: (progress: Progress) => Promise<Result<T>>,
  ): Promise<T | null> {
    if (transfer.value) return null;
    controller = new AbortController();
    const { signal } = controller;
    problem.value = null;
    outcome.value = null;
    transfer.value = { label, share: 0 };
    const onProgress = (share: number): void => void (transfer.value = { label, share });
    try {
      const result = await perform({ onProgress, signal });
      if (result.ok) return result.value;
      if (!signal.aborted) problem.value = result.problem;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      transfer.value = null;
    }
    return null;
  }

  const cancel = (): void => controller.abort();
  const dismiss = (): void => void (problem.value = null);
  return { transfer, problem, outcome, run, cancel, dismiss };
}

function useImport({ database, meetings, navigation, transcription }: TransferOptions) {
  const { run, ...transfer } = useTransfer();
  const { problem, outcome } = transfer;

  async function importFile(file: File): Promise<void> {
    const label = i18n.t("meetings.importing", [file.name]);
    const imported = await run(label, async (progress) =>
      importAny(file, { database: await database, ...progress }),
    );
    if (imported?.type === "audio") await receiveAudio(imported.meetingId);
    if (imported?.type === "meetings") await receiveMeetings(imported.outcomes);
  }

  async function receiveAudio(meetingId: string): Promise<void> {
    await navigation.showImported([meetingId]);
    await transcription.transcribe(meetingId, "offset");
  }

  async function receiveMeetings(outcomes: readonly MeetingOutcome[]): Promise<void> {
    const [only, ...others] = outcomes;
    if (only?.type === "refused" && others.length === 0) problem.value = only.problem;
    else outcome.value = resultOf(outcomes);
    await navigation.showImported(
      outcomes.flatMap((each) => (each.type === "imported" ? [each.meetingId] : [])),
    );
  }

  /** Opens the notes of the sample meeting, and adds it to the library if it is not there. */
  async function openSample(): Promise<void> {
    const label = i18n.t("meetings.importing", [SAMPLE_TITLE]);
    const { importSample } = await import("./import-sample.ts");
    const sample = await run(label, async (progress) =>
      importSample({ database: await database, ...progress }),
    );
    if (!sample) return;
    await meetings.loadList();
    await navigation.open(sample.meetingId);
    navigation.tab.value = "notes";
  }

  return { ...transfer, importFile, openSample };
}

type Imported =
  | { readonly type: "audio"; readonly meetingId: string }
  /** Empty if it was aborted before the first meeting was complete. */
  | { readonly type: "meetings"; readonly outcomes: readonly MeetingOutcome[] };

async function importAny(file: File, options: ImportOptions): Promise<Result<Imported>> {
  const kind = await kindOf(file);
  if (kind === "audio") {
    const imported = await importAudio(file, options);
    return imported.ok ? ok({ type: "audio", ...imported.value }) : imported;
  }
  const outcomes = await (kind === "zip" ? importArchive : importJson)(file, options);
  return outcomes.ok ? ok({ type: "meetings", outcomes: outcomes.value }) : outcomes;
}

const HEAD_BYTES = 1_024;

/** Decides by the content, not by the name. If the file can't be read, the import of audio reports it. */
async function kindOf(file: File): Promise<"zip" | "json" | "audio"> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .text()
    .catch(() => "");
  // The header of a local file, or the end of an empty archive (APPNOTE 4.3.7, 4.3.16).
  if (["PK\u0003\u0004", "PK\u0005\u0006"].some((mark) => head.startsWith(mark))) return "zip";
  if (/^\s*[[{]/.test(head)) return "json";
  // Something may stand before an archive, as before one that unpacks itself.
  const hasDirectory =
    /\.zip$/i.test(file.name) && (await archiveIn(file).catch(() => null)) !== null;
  return hasDirectory ? "zip" : "audio";
}

function resultOf(outcomes: readonly MeetingOutcome[]): TransferResult | null {
  if (outcomes.length === 0) return null;
  const refused = outcomes.filter((each) => each.type === "refused");
  const parts = (["imported", "already", "refused"] as const).flatMap((type) => {
    const count = outcomes.filter((each) => each.type === type).length;
    return count === 0 ? [] : [i18n.t(`transfer.${type}`, [String(count)])];
  });
  return { sentence: i18n.t("transfer.summary", [parts.join(", ")]), refused };
}

function useArchives(database: Promise<Database>, templates: () => readonly NoteTemplate[]) {
  const { run, ...transfer } = useTransfer();
  const { outcome } = transfer;

  async function exportEverything(meeting: Meeting): Promise<void> {
    const label = i18n.t("transfer.exporting", [meeting.title || i18n.t("document.untitled")]);
    await exportMeetings(label, [meeting.id]);
  }

  async function exportAll(): Promise<void> {
    const meetings = await listMeetings(await database);
    await exportSeveral(meetings.map(({ id }) => id));
  }

  async function exportSeveral(ids: readonly string[]): Promise<void> {
    const fileName = exportFileName(i18n.t("transfer.archive"), Date.now(), "zip");
    await exportMeetings(
      i18n.t("transfer.exportingMany", [formatCount(ids.length)]),
      ids,
      fileName,
    );
  }

  /** @param fileName absent: named after the meeting */
  async function exportMeetings(
    label: string,
    ids: readonly string[],
    fileName?: string,
  ): Promise<void> {
    const { exportArchive } = await import("./export-archive.ts");
    const { archivedTexts } = await import("./text-files.ts");
    const exported = await run(label, async (progress) =>
      exportArchive(ids, {
        database: await database,
        exportedBy: exportedBy(),
        textsOf: (content) =>
          archivedTexts({ ...content, durationMs: content.meeting.durationMs }, templates()),
        ...progress,
      }),
    );
    if (!exported) return;
    const { archive, leftOut } = exported;
    if (archive) download({ ...archive, name: fileName ?? archive.name });
    if (leftOut.length > 0) outcome.value = { sentence: i18n.t("transfer.leftOut"), refused: [] };
  }

  async function exportJson({ id, title, startedAt }: Meeting): Promise<void> {
    const content = await readWhole(await database, id);
    if (!content) return;
    const { toMeetingFile, writeMeetingFile } =
      await import("../../../core/archive/meeting-file.ts");
    const json = writeMeetingFile(toMeetingFile(content, [], exportedBy()));
    downloadJson(json, exportFileName(title, startedAt, "json"));
  }

  return { ...transfer, run, exportAll, exportSeveral, exportEverything, exportJson };
}

const exportedBy = (): string =>
  `${i18n.t("extension.name")} ${browser.runtime.getManifest().version}`;
