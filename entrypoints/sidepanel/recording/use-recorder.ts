/** What a person does with the recorder: what it is to record, Start and Stop, and what is done to the recording under way. */

import type { Ref } from "vue";
import type { LiveState } from "../../../core/protocol/live.ts";
import type { CaptureSettings, Settings } from "../../../core/settings/settings.ts";
import { useActiveTab } from "./use-active-tab.ts";
import { useActs } from "./use-acts.ts";
import { useMicrophones } from "./use-microphones.ts";
import { useRecording } from "./use-recording.ts";
import { useShortcutProblem } from "./use-shortcut-problem.ts";
import { useSource } from "./use-source.ts";

interface RecorderOptions {
  readonly live: Readonly<Ref<LiveState | null>>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly save: (change: Partial<CaptureSettings>) => Promise<void>;
}

export function useRecorder({ live, settings, save }: RecorderOptions) {
  const { tab, refresh: findTab } = useActiveTab();
  const { source, microphone, request, pickerRequest } = useSource(settings, save);
  const microphones = useMicrophones();
  const recording = useRecording(live);
  const acts = useActs(live);
  useShortcutProblem(recording.report);

  return {
    live: () => live.value,
    tab,
    findTab,
    source,
    microphone,
    microphones,
    /** Of what is chosen, and of what Chrome's own picker is to find. */
    request: () => request(findTab),
    pickerRequest,
    pending: recording.pending,
    start: recording.start,
    stop: recording.stop,
    act: acts.act,
    report: recording.report,
    problems: [recording, acts],
  };
}
