/**
 * What is being worked on now, as it is said on the live channel: the one recording, and beside it any number of meetings
 * whose transcript is being completed. Turns go to `onTurn`, what is kept of a meeting to `onMeeting`, notes to `onNote`.
 */

import { onScopeDispose, shallowRef } from "vue";
import { assertNever } from "../../../core/assert-never.ts";
import {
  CHANNEL_NAMES,
  type ChannelName,
  type Meeting,
  type Note,
  type PartialTurn,
  type Turn,
  turnId,
} from "../../../core/meeting.ts";
import type { LiveEvent, LiveState, NoteJob } from "../../../core/protocol/live.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { openLiveChannel } from "../../shared/live-channel.ts";
import { idleMeetings } from "../../shared/locks.ts";

interface LiveOptions {
  readonly onTurn: (turn: Turn) => void;
  readonly onMeeting: (meeting: Meeting) => void;
  readonly onNote: (note: Note) => void;
  readonly onNoteDeleted: (meetingId: string, noteId: string) => void;
  /** Every note that is being made. */
  readonly onNoteJobs: (works: readonly NoteJob[]) => void;
  /** Work on a meeting ended without a word: its thread crashed, or Chrome ended it. */
  readonly onLost: (state: LiveState) => void;
}

/** Who has said nothing for so long is asked anew, and is lost if its meeting's lock is free. */
const SILENCE_MS = 5_000;

export function useLive(options: LiveOptions) {
  /** Stays after it is saved, until that meeting is at work again or another one is recorded. */
  const recording = shallowRef<LiveState | null>(null);
  const transcribing = shallowRef<ReadonlyMap<string, LiveState>>(new Map());
  const partials = shallowRef<ReadonlyMap<string, PartialTurn>>(new Map());
  /** By meeting: when it last said something. */
  const heardAt = new Map<string, number>();

  const { announce, sayHello, close } = openLiveChannel({ onEvent: receive });

  function receive(event: LiveEvent): void {
    switch (event.type) {
      case "turn":
        endPartial(event.turn);
        return options.onTurn(event.turn);
      case "meeting":
        return options.onMeeting(event.meeting);
      case "note":
        return options.onNote(event.note);
      case "note-deleted":
        return options.onNoteDeleted(event.meetingId, event.noteId);
      case "note-jobs":
        return options.onNoteJobs(event.works);
      case "partial":
        return setPartial(event.meetingId, event.channel, event.partial);
      case "state":
        heardAt.set(event.state.meetingId, Date.now());
        if (event.state.phase === "saved") dropPartials(event.state.meetingId);
        return event.state.activity === "recording"
          ? receiveRecording(event.state)
          : receiveTranscribing(event.state);
      default:
        return assertNever(event);
    }
  }

  function receiveRecording(state: LiveState): void {
    const now = recording.value;
    const isFollowed = now && now.meetingId !== state.meetingId && now.phase !== "saved";
    // The last words of a recording may come after the first of the next.
    if (state.phase === "saved" && isFollowed) return;
    recording.value = state;
  }

  function receiveTranscribing(state: LiveState): void {
    const others = new Map(transcribing.value);
    if (state.phase === "saved") others.delete(state.meetingId);
    else others.set(state.meetingId, state);
    transcribing.value = others;
    // What it said last as a recording is outdated.
    if (recording.value?.meetingId === state.meetingId) recording.value = null;
  }

  function setPartial(meetingId: string, name: ChannelName, partial: PartialTurn | null): void {
    const all = new Map(partials.value);
    if (partial) all.set(partialKey(meetingId, name), partial);
    else all.delete(partialKey(meetingId, name));
    partials.value = all;
  }

  /** In the same breath as its final turn comes, so that the words are never there twice. */
  function endPartial(turn: Turn): void {
    const partial = partials.value.get(partialKey(turn.meetingId, turn.channel));
    if (partial && turnId(partial) === turnId(turn)) setPartial(turn.meetingId, turn.channel, null);
  }

  function dropPartials(meetingId: string): void {
    for (const name of CHANNEL_NAMES) setPartial(meetingId, name, null);
  }

  const partialsOf = (meetingId: string | null): readonly PartialTurn[] =>
    CHANNEL_NAMES.flatMap((name) => partials.value.get(partialKey(meetingId ?? "", name)) ?? []);

  const isSilent = ({ meetingId }: LiveState): boolean =>
    Date.now() - (heardAt.get(meetingId) ?? 0) > SILENCE_MS;

  function silentOnes(): readonly LiveState[] {
    const atWork = [...transcribing.value.values()];
    if (recording.value && recording.value.phase !== "saved") atWork.push(recording.value);
    return atWork.filter(isSilent);
  }

  async function checkSilence(): Promise<void> {
    const silent = silentOnes().map(({ meetingId }) => meetingId);
    if (silent.length === 0) return;
    sayHello();
    const idle = await idleMeetings(silent);
    for (const state of silentOnes()) if (idle.includes(state.meetingId)) lose(state);
  }

  function lose(state: LiveState): void {
    const { meetingId } = state;
    if (recording.value?.meetingId === meetingId) recording.value = null;
    const others = new Map(transcribing.value);
    if (others.delete(meetingId)) transcribing.value = others;
    dropPartials(meetingId);
    options.onLost(state);
  }

  const silenceTimer = setInterval(() => {
    checkSilence().catch(reportUnexpected("asking who is at work"));
  }, SILENCE_MS);
  onScopeDispose(() => {
    clearInterval(silenceTimer);
    close();
  });

  return { recording, transcribing, partialsOf, sayHello, tellOthers: announce };
}

const partialKey = (meetingId: string, name: ChannelName): string => `${meetingId}/${name}`;
