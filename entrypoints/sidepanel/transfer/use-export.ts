/** Exports the shown meeting: as audio or text files, or as text on the clipboard. */

import { computed, onScopeDispose, type Ref, shallowRef } from "vue";
import type { ExportNews, ExportOffer } from "../../../components/library/transfer.ts";
import { channelNames } from "../../../components/words/speaker-names.ts";
import type { DocumentSource } from "../../../core/export/document.ts";
import type {
  AudioFormatName,
  PastedFormatName,
  TextFormatName,
} from "../../../core/export/formats.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem as problemOf } from "../../../core/problem.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import { hasWords } from "../../../core/transcript/transcript-items.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { audioFile } from "./audio-files.ts";
import { download } from "./download-file.ts";
import { pastedText, textFile } from "./text-files.ts";

/** Time to read two words. */
const NEWS_MS = 4_000;

/** @param templates the user's own */
export function useExport(
  meetings: ReturnType<typeof useMeetings>,
  templates: () => readonly NoteTemplate[],
) {
  const { shown, turns, facts } = meetings;
  const problem = shallowRef<Problem | null>(null);
  const news = shallowRef<ExportNews | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));

  function announce(what: ExportNews | null): void {
    clearTimeout(timer);
    news.value = what;
    if (what === "copied") timer = setTimeout(() => (news.value = null), NEWS_MS);
  }

  function source(): DocumentSource | null {
    const { meeting, notes } = shown;
    return meeting && { meeting, notes, turns: turns.value, durationMs: facts.lengthMs.value };
  }

  /** @param channel `null`: all channels, mixed */
  async function saveAudio(format: AudioFormatName, channel: ChannelName | null): Promise<void> {
    if (!shown.meeting || news.value === "preparing") return;
    problem.value = null;
    announce("preparing");
    try {
      const file = await audioFile(shown.meeting, format, channel);
      if (file.ok) download(file.value);
      else problem.value = file.problem;
    } finally {
      announce(null);
    }
  }

  function saveText(format: TextFormatName): void {
    const from = source();
    if (from) download(textFile(format, from, templates()));
  }

  async function copyText(format: PastedFormatName): Promise<void> {
    const from = source();
    if (!from) return;
    problem.value = null;
    announce(null);
    try {
      await navigator.clipboard.writeText(pastedText(format, from, templates()));
      announce("copied");
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      problem.value = problemOf("copy-failed");
    }
  }

  const dismiss = (): void => void (problem.value = null);
  return { offer: useOffer(meetings, news), news, problem, dismiss, saveAudio, saveText, copyText };
}

const useOffer = (
  { shown, turns, facts }: ReturnType<typeof useMeetings>,
  news: Readonly<Ref<ExportNews | null>>,
) =>
  computed<ExportOffer>(() => {
    const names = channelNames(shown.meeting?.names);
    const hasAudio = facts.canExportAudio.value && news.value !== "preparing";
    return {
      hasAudio,
      channels: shown.channels.map(({ name, recordedSamples }) => ({
        name,
        speaker: names[name],
        hasAudio: hasAudio && recordedSamples > 0,
      })),
      hasText: facts.canExportText.value,
      hasWords: shown.meeting !== null && turns.value.some(hasWords),
      isComplete: !facts.isBeingRecorded.value,
    };
  });
