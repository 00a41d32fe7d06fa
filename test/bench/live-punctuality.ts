/** Measures on the live channel how late words are, by the clock of the sound that is on disk. */

import { setInterval } from "node:timers/promises";
import { samplesToMs, SAMPLE_RATE } from "../../core/audio/format.ts";
import type { ChannelName, PartialTurn } from "../../core/meeting.ts";
import type { ChannelStatus, LiveEvent, RecorderPhase } from "../../core/protocol/live.ts";

/** States come ten times a second, and the latest of these tells when the meeting's clock began. */
const STATES_KEPT = 50;
const LOOK_EVERY_MS = 20;

export interface LivePunctuality {
  /** Takes every event of the live channel. */
  take(event: LiveEvent): void;
  /** How late the first partial of each turn was after its beginning, and each final after its end, in ms. */
  lateness(): { readonly firstMs: readonly number[]; readonly finalMs: readonly number[] };
  /** Length of the first channel of the latest recording. */
  recordedSamples(): number;
  /** The channel that is further behind. */
  lagSeconds(): number;
  /** Resolves when a transcription from disk that has been asked for is done. */
  transcribed(signal: AbortSignal): Promise<void>;
}

export function watchPunctuality(): LivePunctuality {
  const firstMs: number[] = [];
  const finalMs: number[] = [];
  const seen = new Set<string>();
  /** Time of the first sample as each of the last states has it, which is too late by the time that the state took. */
  const beginnings: number[] = [];
  let channels: readonly ChannelStatus[] = [];
  /** Of the latest transcription from disk. */
  let transcribing: RecorderPhase | null = null;

  const lateMs = (atMs: number): number => Date.now() - Math.min(...beginnings) - atMs;
  const isNew = (kind: string, turn: Pick<PartialTurn, "channel" | "session" | "order">) => {
    const key = [kind, turn.channel satisfies ChannelName, turn.session, turn.order].join(" ");
    return !seen.has(key) && seen.add(key).size > 0;
  };

  return {
    take(event) {
      if (event.type === "state") {
        if (event.state.activity === "transcribing") {
          transcribing = event.state.phase;
          return;
        }
        ({ channels } = event.state);
        const [channel] = channels;
        if (!channel || event.state.phase === "saved") return;
        beginnings.push(Date.now() - samplesToMs(channel.recordedSamples));
        if (beginnings.length > STATES_KEPT) beginnings.shift();
      } else if (event.type === "partial") {
        const { partial } = event;
        if (partial && isNew("partial", partial)) firstMs.push(lateMs(partial.startMs));
      } else if (event.type === "turn" && isNew("final", event.turn)) {
        finalMs.push(lateMs(event.turn.endMs));
      }
    },
    lateness: () => ({ firstMs: [...firstMs], finalMs: [...finalMs] }),
    recordedSamples: () => channels[0]?.recordedSamples ?? 0,
    lagSeconds: () =>
      Math.max(
        ...channels.map(({ recordedSamples, heardSamples }) => recordedSamples - heardSamples),
      ) / SAMPLE_RATE,
    async transcribed(signal) {
      let hasBegun = false;
      for await (const _ of setInterval(LOOK_EVERY_MS, undefined, { signal })) {
        if (transcribing !== "saved" && transcribing !== null) hasBegun = true;
        if (hasBegun && transcribing === "saved") return;
      }
    },
  };
}
