/** The loudness of the meeting on show, channel by channel; while it is being recorded it grows with it. */

import { onScopeDispose, type Ref, shallowRef, watch } from "vue";
import type { ChannelPeaks } from "../../../components/player/playback.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { peaksOfChannel } from "./peaks-file.ts";

/** How often it is looked for more. */
const GROWTH_MS = 5_000;

export interface PeaksSource {
  readonly meetingId: () => string | null;
  readonly channels: Readonly<Ref<readonly ChannelName[]>>;
  readonly lengthMs: Readonly<Ref<number>>;
  readonly isGrowing: Readonly<Ref<boolean>>;
}

export function usePeaks({ meetingId, channels, lengthMs, isGrowing }: PeaksSource) {
  const peaks = shallowRef<readonly ChannelPeaks[]>([]);
  let controller = new AbortController();

  async function load(id: string, signal: AbortSignal): Promise<void> {
    const knownOf = (name: ChannelName) =>
      isGrowing.value ? (peaks.value.find((each) => each.name === name)?.peaks ?? EMPTY) : null;
    const loaded: ChannelPeaks[] = [];
    for (const name of channels.value) {
      const found = await peaksOfChannel(id, name, { known: knownOf(name), signal });
      if (found) loaded.push({ name, peaks: found });
    }
    if (!signal.aborted) peaks.value = loaded;
  }

  watch(
    [meetingId, channels, isGrowing, () => Math.floor(lengthMs.value / GROWTH_MS)] as const,
    ([id], [before]) => {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      if (id !== before) peaks.value = [];
      if (id === null) return;
      load(id, signal).catch((error: unknown) => {
        // Without it the meeting can be heard all the same. A sound may be deleted meanwhile.
        if (!signal.aborted) reportUnexpected("measuring how loud a meeting is")(error);
      });
    },
    { immediate: true },
  );
  onScopeDispose(() => controller.abort());

  return peaks;
}

const EMPTY = new Uint8Array();
