/**
 * The live channel as a panel receives it: the recording, any number of transcriptions beside it, their partials, the notes that
 * are being made, and every change that another context has stored (docs/architecture.md#message-borders).
 */

import { onScopeDispose, shallowRef } from "vue";
import { assertNever } from "../../../core/assert-never.ts";
import {
  CHANNEL_NAMES,
  type ChannelName,
  type PartialTurn,
  type Turn,
  turnId,
} from "../../../core/meeting.ts";
import {
  type LiveEvent,
  type LiveState,
  type NoteJob,
  PRESENT_EVERY_MS,
} from "../../../core/protocol/live.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { openLiveChannel } from "../../shared/live-channel.ts";
import { idleMeetings } from "../../shared/locks.ts";

/** A change that is stored already. */
export type StoredChange = Extract<
  LiveEvent,
  { type: "meeting" | "turn" | "drafts-replaced" | "note" | "note-deleted" }
>;

interface LiveOptions {
  /** Another context has stored a change. */
  readonly onStored: (change: StoredChange) => void;
  /** A job ended without a last state: its thread crashed, or Chrome ended it. */
  readonly onLost: (state: LiveState) => void;
}

/** A job that has sent nothing for this long is asked for its state, and is lost if the lock of its meeting is free. */
const SILENCE_MS = 5_000;

export function useLive({ onStored, onLost }: LiveOptions) {
  const jobs = createJobs();
  const partials = createPartials();
  const noteJobs = shallowRef<readonly NoteJob[]>([]);

  const { announce, sayHello, sayPresent, close } = openLiveChannel({ onEvent: receive });

  function receive(event: LiveEvent): void {
    switch (event.type) {
      case "state":
        if (event.state.phase === "saved") partials.drop(event.state.meetingId);
        return jobs.receive(event.state);
      case "partial":
        return partials.set(event.meetingId, event.channel, event.partial);
      case "note-jobs":
        noteJobs.value = event.jobs;
        return;
      case "turn":
        partials.end(event.turn);
        return onStored(event);
      case "deliveries":
        return;
      case "drafts-replaced":
      case "meeting":
      case "note":
      case "note-deleted":
        return onStored(event);
      default:
        return assertNever(event);
    }
  }

  async function findLostJobs(): Promise<void> {
    const silent = jobs.silent();
    if (silent.length === 0) return;
    sayHello();
    const idle = await idleMeetings(silent.map(({ meetingId }) => meetingId));
    for (const state of jobs.silent()) {
      if (!idle.includes(state.meetingId)) continue;
      jobs.drop(state.meetingId);
      partials.drop(state.meetingId);
      onLost(state);
    }
  }

  const silenceTimer = setInterval(() => {
    findLostJobs().catch(reportUnexpected("looking for lost jobs"));
  }, SILENCE_MS);
  const presenceTimer = setInterval(() => void (document.hidden || sayPresent()), PRESENT_EVERY_MS);
  const onVisible = (): void => void (document.hidden || sayHello());
  document.addEventListener("visibilitychange", onVisible);
  onScopeDispose(() => {
    clearInterval(silenceTimer);
    clearInterval(presenceTimer);
    document.removeEventListener("visibilitychange", onVisible);
    close();
  });

  const { recording, transcribing } = jobs;
  return { recording, transcribing, partialsOf: partials.of, noteJobs, announce, sayHello };
}

function createJobs() {
  /** Stays after it is saved, until its meeting is transcribed or another one is recorded. */
  const recording = shallowRef<LiveState | null>(null);
  /** Also recordings that are still saved while the next one runs. */
  const transcribing = shallowRef<ReadonlyMap<string, LiveState>>(new Map());
  const receivedAt = new Map<string, number>();

  function receive(state: LiveState): void {
    receivedAt.set(state.meetingId, Date.now());
    if (state.activity === "recording") receiveRecording(state);
    else receiveTranscribing(state);
  }

  /** A recording that is still saved while the next one runs counts as a transcription, because it holds no sources. */
  function receiveRecording(state: LiveState): void {
    const now = recording.value;
    const isOther = now !== null && now.meetingId !== state.meetingId && now.phase !== "saved";
    if (transcribing.value.has(state.meetingId) || (isOther && isOver(state)))
      return setTranscribing(state);
    if (isOther) setTranscribing(now);
    recording.value = state;
  }

  function receiveTranscribing(state: LiveState): void {
    setTranscribing(state);
    if (recording.value?.meetingId === state.meetingId) recording.value = null;
  }

  function setTranscribing(state: LiveState): void {
    const others = new Map(transcribing.value);
    if (state.phase === "saved") others.delete(state.meetingId);
    else others.set(state.meetingId, state);
    transcribing.value = others;
  }

  function drop(meetingId: string): void {
    if (recording.value?.meetingId === meetingId) recording.value = null;
    const others = new Map(transcribing.value);
    if (others.delete(meetingId)) transcribing.value = others;
  }

  function silent(): readonly LiveState[] {
    const running = [...transcribing.value.values()];
    if (recording.value && recording.value.phase !== "saved") running.push(recording.value);
    return running.filter(
      ({ meetingId }) => Date.now() - (receivedAt.get(meetingId) ?? 0) > SILENCE_MS,
    );
  }

  return { recording, transcribing, receive, drop, silent };
}

const isOver = ({ phase }: LiveState): boolean => phase === "saving" || phase === "saved";

function createPartials() {
  const partials = shallowRef<ReadonlyMap<string, PartialTurn>>(new Map());
  const keyOf = (meetingId: string, name: ChannelName): string => `${meetingId}/${name}`;

  function set(meetingId: string, name: ChannelName, partial: PartialTurn | null): void {
    const all = new Map(partials.value);
    if (partial) all.set(keyOf(meetingId, name), partial);
    else all.delete(keyOf(meetingId, name));
    partials.value = all;
  }

  /** Removes the partial together with the arrival of its final, so that its words are never shown twice. */
  function end(turn: Turn): void {
    const partial = partials.value.get(keyOf(turn.meetingId, turn.channel));
    if (partial && turnId(partial) === turnId(turn)) set(turn.meetingId, turn.channel, null);
  }

  function drop(meetingId: string): void {
    for (const name of CHANNEL_NAMES) set(meetingId, name, null);
  }

  const of = (meetingId: string | null): readonly PartialTurn[] =>
    CHANNEL_NAMES.flatMap((name) => partials.value.get(keyOf(meetingId ?? "", name)) ?? []);

  return { set, end, drop, of };
}
