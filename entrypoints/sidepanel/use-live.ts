/**
 * What the recorder thread is doing now, as it says on the live channel. Null where no meeting is being recorded. Turns go
 * to `onTurn`; the partials are of the meeting that is live.
 */

import { onScopeDispose, shallowRef } from "vue";
import { assertNever } from "../../core/assert-never.ts";
import { type ChannelName, type PartialTurn, type Turn, turnId } from "../../core/meeting.ts";
import {
  LIVE_CHANNEL,
  type LiveEvent,
  type LiveHello,
  type LiveState,
} from "../../core/protocol/live.ts";

interface LiveOptions {
  readonly onTurn: (turn: Turn) => void;
  /** The recorder has fallen silent in the middle of a meeting: it crashed, or Chrome ended it. */
  readonly onLost: (state: LiveState) => void;
}

type Partials = Readonly<Record<ChannelName, PartialTurn | null>>;

const NO_PARTIALS: Partials = { tab: null, mic: null };

/** It speaks ten times a second; asked anew after the first of these, it is given up after the second. */
const SILENCE_CHECK_MS = 5_000;
const LOST_AFTER_MS = 20_000;

export function useLive(options: LiveOptions) {
  const live = shallowRef<LiveState | null>(null);
  const partials = shallowRef<Partials>(NO_PARTIALS);
  let heardAt = Date.now();

  const channel = new BroadcastChannel(LIVE_CHANNEL);
  const sayHello = (): void => channel.postMessage({ type: "hello" } satisfies LiveHello);
  channel.onmessage = ({ data }: MessageEvent<LiveEvent | LiveHello>): void => {
    // The hello of a panel in another window.
    if (data.type === "hello") return;
    heardAt = Date.now();
    receive(data);
  };

  function receive(event: LiveEvent): void {
    switch (event.type) {
      case "turn":
        endPartial(event.turn);
        return options.onTurn(event.turn);
      case "partial":
        partials.value = { ...partials.value, [event.channel]: event.partial };
        return;
      case "state":
        if (event.state.phase === "saved") partials.value = NO_PARTIALS;
        live.value = event.state;
        return;
      default:
        return assertNever(event);
    }
  }

  /** In the same breath as its final turn comes, so that the words are never there twice. */
  function endPartial(turn: Turn): void {
    const partial = partials.value[turn.channel];
    if (partial && turnId(partial) === turnId(turn))
      partials.value = { ...partials.value, [turn.channel]: null };
  }

  function checkSilence(): void {
    const state = live.value;
    if (!state || state.phase === "saved") return;
    const silentMs = Date.now() - heardAt;
    if (silentMs > LOST_AFTER_MS) {
      live.value = null;
      partials.value = NO_PARTIALS;
      options.onLost(state);
    } else if (silentMs > SILENCE_CHECK_MS) sayHello();
  }

  const silenceTimer = setInterval(checkSilence, SILENCE_CHECK_MS);
  onScopeDispose(() => {
    clearInterval(silenceTimer);
    channel.close();
  });

  return { live, partials, sayHello };
}
