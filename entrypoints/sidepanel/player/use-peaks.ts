/** Loudness of the shown meeting for the strip of the player, by channel. It grows with a recording. */

import { onScopeDispose, type Ref, shallowRef, watch } from "vue";
import type { ChannelPeaks } from "../../../components/player/playback.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { peaksOfChannel } from "./peaks-file.ts";

/** Audio that grows is measured on in these steps. */
const GROWTH_MS = 5_000;

interface PeaksSource {
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
        // The player works without peaks, and the audio may be deleted meanwhile.
        if (!signal.aborted) reportUnexpected("measuring loudness")(error);
      });
    },
    { immediate: true },
  );
  onScopeDispose(() => controller.abort());

  return peaks;
}

const EMPTY = new Uint8Array();
