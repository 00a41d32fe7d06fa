/** Exports the shown meeting: as audio, text or Word files, or on paper. */

import { computed, type Ref, shallowRef } from "vue";
import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import type { ExportNews, ExportOffer } from "../../../components/library/transfer.ts";
import { channelNames } from "../../../components/words/speaker-names.ts";
import type { DocumentSource } from "../../../core/export/document.ts";
import type { AudioFormatName, TextFormatName } from "../../../core/export/formats.ts";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import type { Problem, Result } from "../../../core/problem.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import { hasWords } from "../../../core/transcript/transcript-items.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import type { AudioOptions } from "./audio-files.ts";
import { download } from "./download-file.ts";

/** The shown meeting as it is now; `null` without one. */
export function shownSource({
  shown,
  turns,
  facts,
}: ReturnType<typeof useMeetings>): DocumentSource | null {
  const { meeting, notes } = shown;
  return meeting && { meeting, notes, turns: turns.value, durationMs: facts.lengthMs.value };
}

type RunTransfer = <T>(
  label: string,
  perform: (progress: AudioOptions) => Promise<Result<T>>,
) => Promise<T | null>;

/**
 * @param templates the user's own
 * @param run shows the progress of an export that takes a while
 */
export function useExport(
  meetings: ReturnType<typeof useMeetings>,
  templates: () => readonly NoteTemplate[],
  run: RunTransfer,
) {
  const { shown } = meetings;
  const problem = shallowRef<Problem | null>(null);
  const news = shallowRef<ExportNews | null>(null);

  /** @param channel `null`: all channels, mixed */
  async function saveAudio(format: AudioFormatName, channel: ChannelName | null): Promise<void> {
    const { meeting } = shown;
    if (!meeting || news.value === "preparing") return;
    if (format === "wav") return saveWav(meeting, channel);
    // Encoding takes a while.
    const label = i18n.t("transfer.exporting", [meeting.title || i18n.t("document.untitled")]);
    const { audioFile } = await import("./audio-files.ts");
    const file = await run(label, (progress) => audioFile(meeting, format, channel, progress));
    if (file) download(file);
  }

  async function saveWav(meeting: Meeting, channel: ChannelName | null): Promise<void> {
    problem.value = null;
    news.value = "preparing";
    try {
      const { audioFile } = await import("./audio-files.ts");
      const file = await audioFile(meeting, "wav", channel, {
        onProgress() {},
        signal: new AbortController().signal,
      });
      if (file.ok) download(file.value);
      else problem.value = file.problem;
    } finally {
      news.value = null;
    }
  }

  async function saveText(format: TextFormatName): Promise<void> {
    const from = shownSource(meetings);
    if (!from) return;
    const { textFile } = await import("./text-files.ts");
    download(textFile(format, from, templates()));
  }

  async function saveWord(): Promise<void> {
    const from = shownSource(meetings);
    if (!from) return;
    const { documentWords } = await import("../../../components/words/document-words.ts");
    const { wordFile } = await import("./word-file.ts");
    download(await wordFile(from, documentWords(from.meeting, templates())));
  }

  /** Opens the page that prints the meeting. */
  async function print(): Promise<void> {
    const id = shown.meetingId;
    if (id !== null)
      await browser.tabs.create({ url: `${browser.runtime.getURL("/print.html")}#${id}` });
  }

  const dismiss = (): void => void (problem.value = null);
  return {
    offer: useOffer(meetings, news),
    news,
    problem,
    dismiss,
    saveAudio,
    saveText,
    saveWord,
    print,
  };
}

const useOffer = (
  { shown, turns, facts }: ReturnType<typeof useMeetings>,
  news: Readonly<Ref<ExportNews | null>>,
) =>
  computed<ExportOffer>(() => {
    const names = channelNames(shown.meeting?.names);
    const hasAudio = facts.canExportAudio.value && news.value !== "preparing";
    const samples = shown.channels.map(({ recordedSamples }) => recordedSamples);
    return {
      hasAudio,
      audioSeconds: Math.max(0, ...samples) / SAMPLE_RATE,
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
