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
import { ok, type Problem, problem as problemOf, type Result } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import type { useTranscription } from "../recording/use-transcription.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import type { useNavigation } from "../use-navigation.ts";
import { download, downloadJson } from "./download-file.ts";
import type { Imported } from "./import-file.ts";
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
  const { importFiles, openSample, ...incoming } = useImport(options);
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
    importFiles,
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
    perform: (progress: Progress, relabel: (label: string) => void) => Promise<Result<T>>,
  ): Promise<T | null> {
    if (transfer.value) return null;
    controller = new AbortController();
    const { signal } = controller;
    problem.value = null;
    outcome.value = null;
    let shown: Transfer = { label, share: 0 };
    const show = (change: Partial<Transfer>): void =>
      void (transfer.value = shown = { ...shown, ...change });
    show({});
    const onProgress = (share: number): void => show({ share });
    const relabel = (now: string): void => show({ label: now });
    try {
      const result = await perform({ onProgress, signal }, relabel);
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

  /** @param folders names of folders that were dropped with the files: they are refused */
  async function importFiles(
    files: readonly File[],
    folders: readonly string[] = [],
  ): Promise<void> {
    const [only, ...others] = files;
    if (!only) {
      if (folders.length > 0) problem.value = problemOf("imported-folder");
      return;
    }
    const options = async (progress: Progress): Promise<ImportOptions> => ({
      database: await database,
      ...progress,
    });
    if (others.length + folders.length > 0) {
      const imported = await run(importLabel(only), async (progress, relabel) =>
        ok(await importEach(files, await options(progress), relabel)),
      );
      const refused = folders.map((name) => refusedFile(name, problemOf("imported-folder")));
      if (imported) await receive([...imported, ...refused]);
      return;
    }
    const imported = await run(importLabel(only), async (progress) => {
      const { importFile } = await import("./import-file.ts");
      return importFile(only, await options(progress));
    });
    const refused = imported?.type === "meetings" ? imported.outcomes : [];
    if (refused.length === 1 && refused[0]?.type === "refused") problem.value = refused[0].problem;
    else if (imported) await receive([imported]);
  }

  /** Lists and opens what was imported, says what was not, and requests the transcripts of audio. */
  async function receive(all: readonly Imported[]): Promise<void> {
    const outcomes = all.flatMap((each) =>
      each.type === "audio"
        ? [{ type: "imported" as const, meetingId: each.meetingId }]
        : each.outcomes,
    );
    const audio = all.flatMap((each) => (each.type === "audio" ? [each.meetingId] : []));
    if (all.length !== 1 || audio.length === 0) outcome.value = resultOf(outcomes);
    // The list says what was refused, so it stays.
    const isRefused = outcomes.some(({ type }) => type === "refused");
    const imported = outcomes.flatMap((each) => (each.type === "imported" ? [each.meetingId] : []));
    await navigation.showImported(isRefused ? [] : imported);
    for (const meetingId of audio) await transcription.transcribe(meetingId, "offset");
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

  return { ...transfer, importFiles, openSample };
}

const importLabel = (file: File): string => i18n.t("meetings.importing", [file.name]);

/** Imports files one after the other. Those that fail are refused, and a cancelled import keeps what is complete. */
async function importEach(
  files: readonly File[],
  options: ImportOptions,
  relabel: (label: string) => void,
): Promise<readonly Imported[]> {
  const { importFile } = await import("./import-file.ts");
  const all: Imported[] = [];
  for (const [index, file] of files.entries()) {
    relabel(importLabel(file));
    const onProgress = (share: number): void => options.onProgress((index + share) / files.length);
    try {
      const imported = await importFile(file, { ...options, onProgress });
      all.push(imported.ok ? imported.value : refusedFile(file.name, imported.problem));
    } catch (error) {
      if (!options.signal.aborted) throw error;
    }
    if (options.signal.aborted) break;
  }
  return all;
}

const refusedFile = (name: string, problem: Problem): Imported => ({
  type: "meetings",
  outcomes: [{ type: "refused", name, problem }],
});

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
