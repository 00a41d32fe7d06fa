/** What the person has chosen to record, remembered with every change; and what it asks for at Start. */

import { computed, type Ref } from "vue";
import type { StartRequest, TabSource } from "../../../core/protocol/background-requests.ts";
import {
  type CaptureSettings,
  DEFAULT_SETTINGS,
  type Settings,
} from "../../../core/settings/settings.ts";
import type { Microphone, Source } from "../../../core/recording/source.ts";

export function useSource(
  settings: Readonly<Ref<Settings | null>>,
  save: (change: Partial<CaptureSettings>) => Promise<void>,
) {
  const capture = computed(() => settings.value?.capture ?? DEFAULT_SETTINGS.capture);
  const source = computed<Source>({
    get: () => capture.value.source,
    set: (source) => void save({ source }),
  });
  const microphone = computed<Microphone | null>({
    get: () => capture.value.microphone,
    set: (microphone) => void save({ microphone }),
  });

  /** Null where it takes a tab and there is none. */
  async function request(findTab: () => Promise<TabSource | null>): Promise<StartRequest | null> {
    if (source.value === "mic") return { source: "mic" };
    const tab = await findTab();
    return tab && { source: source.value, tab };
  }

  const pickerRequest = (): StartRequest =>
    source.value === "mic" ? { source: "mic" } : { source: source.value, tab: "picker" };

  return { source, microphone, request, pickerRequest };
}
