/** Takes the meeting on show away: as files, or as text on the clipboard. */

import { computed, onScopeDispose, type Ref, shallowRef } from "vue";
import type { ExportNews, ExportOffer } from "../../../components/meeting/ExportMenu.vue";
import { channelNames } from "../../../components/words/speaker-names.ts";
import type { DocumentSource } from "../../../core/export/document.ts";
import type { PastedFormatName, TextFormatName } from "../../../core/export/formats.ts";
import type { ChannelName, Turn } from "../../../core/meeting.ts";
import { type Problem, problem as problemOf } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { hasWords } from "../../../core/transcript/transcript-items.ts";
import type { ShownMeeting } from "../shown/use-meeting.ts";
import type { useShownFacts } from "../shown/use-shown-facts.ts";
import { download } from "./download-file.ts";
import { pastedText, textFile } from "./export-texts.ts";
import { wavOf } from "./export-wav.ts";

/** Time to read two words. */
const NEWS_MS = 4_000;

interface ExportOptions {
  readonly shown: Readonly<ShownMeeting>;
  readonly turns: Readonly<Ref<readonly Turn[]>>;
  readonly facts: ReturnType<typeof useShownFacts>;
  readonly settings: Readonly<Ref<Settings | null>>;
}

export function useExport({ shown, turns, facts, settings }: ExportOptions) {
  const problem = shallowRef<Problem | null>(null);
  const news = shallowRef<ExportNews | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));

  const offer = computed<ExportOffer>(() => {
    const names = channelNames(shown.meeting?.names);
    const hasAudio = facts.canExportWav.value && news.value !== "preparing";
    return {
      hasAudio,
      channels: shown.channels.map(({ name, recordedSamples }) => ({
        name,
        speaker: names[name],
        hasAudio: hasAudio && recordedSamples > 0,
      })),
      hasText: facts.canExportMarkdown.value,
      hasWords: shown.meeting !== null && turns.value.some(hasWords),
      isComplete: !facts.isBeingRecorded.value,
    };
  });

  function tell(what: ExportNews | null): void {
    clearTimeout(timer);
    news.value = what;
    if (what === "copied") timer = setTimeout(() => (news.value = null), NEWS_MS);
  }

  function source(): DocumentSource | null {
    const { meeting, notes } = shown;
    return meeting && { meeting, notes, turns: turns.value, durationMs: facts.lengthMs.value };
  }
  const templates = () => settings.value?.notes.templates ?? [];

  /** @param channel Null: all of them mixed */
  async function saveWav(channel: ChannelName | null): Promise<void> {
    if (!shown.meeting || news.value === "preparing") return;
    problem.value = null;
    tell("preparing");
    try {
      const wav = await wavOf(shown.meeting, channel);
      if (wav.ok) download(wav.value);
      else problem.value = wav.problem;
    } finally {
      tell(null);
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
    tell(null);
    try {
      await navigator.clipboard.writeText(pastedText(format, from, templates()));
      tell("copied");
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      problem.value = problemOf("copy-failed");
    }
  }

  return {
    offer,
    news,
    problem,
    saveWav,
    saveText,
    copyText,
    dismiss: () => void (problem.value = null),
  };
}
