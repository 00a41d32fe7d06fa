/**
 * Plays the shown meeting. Playback continues into newly recorded audio, and ends when another meeting is shown. Components
 * inject the player as `PLAYBACK`.
 */

import { computed, onScopeDispose, provide, type Ref, ref, shallowRef, watch } from "vue";
import { type ChannelChoice, PLAYBACK } from "../../../components/player/playback.ts";
import { CHANNEL_NAMES, type ChannelName } from "../../../core/meeting.ts";
import { covers, goesOn, playStart } from "../../../core/playback/stretch.ts";
import { type Problem, problem as problemOf } from "../../../core/problem.ts";
import { recordedMs } from "../../../core/recording/transcription-lag.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { canRead, openStretch, type Stretch } from "./scheduled-stretch.ts";

/** Often enough to highlight each spoken word. */
const TICK_MS = 80;
/** Audio that stands still for this many ticks is checked on disk. */
const STALLED_TICKS = 40;

export function usePlayer(meetings: ReturnType<typeof useMeetings>) {
  const { shown } = meetings;
  const audio = usePlayableAudio(meetings);
  const { lengthMs, canPlay, channels, isGrowing } = audio;
  const state: PlayerState = {
    isPlaying: ref(false),
    isActive: ref(false),
    positionMs: ref(0),
    rate: ref(1),
    choice: ref("both"),
    problem: shallowRef(null),
  };
  const { isPlaying, isActive, positionMs, choice, problem } = state;
  const { goTo, pause, close } = usePlayhead(() => shown.meetingId ?? "", audio, state);

  function reset(): void {
    close();
    isActive.value = false;
    positionMs.value = 0;
    choice.value = "both";
    problem.value = null;
  }
  watch([() => shown.meetingId, canPlay], reset);
  onScopeDispose(reset);

  const toggle = (): void =>
    isPlaying.value
      ? pause()
      : void goTo(playStart(positionMs.value, lengthMs.value, isGrowing.value), true);

  const player = {
    ...state,
    canPlay,
    isGrowing,
    lengthMs,
    channels,
    audibleChannels: computed(() => channels.value.filter((name) => isChosen(choice.value, name))),
    dismiss: () => void (problem.value = null),
    playFrom: (ms: number) => void goTo(ms, true),
    seek: (ms: number) => void goTo(ms, isPlaying.value),
    skip: (ms: number) => void goTo(positionMs.value + ms, isPlaying.value),
    toggle,
    pause,
  };
  provide(PLAYBACK, player);
  return player;
}

interface PlayerState {
  readonly isPlaying: Ref<boolean>;
  /** The user has played this meeting. */
  readonly isActive: Ref<boolean>;
  readonly positionMs: Ref<number>;
  readonly rate: Ref<number>;
  readonly choice: Ref<ChannelChoice>;
  readonly problem: Ref<Problem | null>;
}

const isChosen = (choice: ChannelChoice, name: ChannelName): boolean =>
  choice === "both" || choice === name;

/** The audio of the shown meeting as far as it is on disk, also while it is being recorded. */
function usePlayableAudio({ shown, recording, facts }: ReturnType<typeof useMeetings>) {
  /** By the files as they were read, and by the status that the recorder has sent since. */
  const onDisk = computed(() => {
    if (shown.meetingId === null || shown.meeting?.soundDeletedAt !== undefined) return [];
    const live = recording.value?.meetingId === shown.meetingId ? recording.value.channels : [];
    return [...live, ...shown.channels].filter(({ recordedSamples }) => recordedSamples > 0);
  });
  const lengthMs = computed(() => recordedMs(onDisk.value));
  const channels = computed<readonly ChannelName[]>((before) => {
    const now = CHANNEL_NAMES.filter((name) => onDisk.value.some((each) => each.name === name));
    return before?.join() === now.join() ? before : now;
  });
  const isGrowing = computed(
    () => facts.isBeingRecorded.value || shown.meeting?.state === "recording",
  );
  return { lengthMs, canPlay: computed(() => lengthMs.value > 0), channels, isGrowing };
}

type PlayableAudio = ReturnType<typeof usePlayableAudio>;

/** Moves the position: by request, and with the audio while it plays. Of several requests only the last one counts. */
function usePlayhead(meetingId: () => string, audio: PlayableAudio, state: PlayerState) {
  const { isPlaying, isActive, positionMs, problem } = state;
  const open = useOpenStretch(meetingId, audio, state, {
    onError: fail,
    onPlayedByChrome: () => void goTo(positionMs.value, true),
  });
  let requested = 0;
  let done = 0;
  let stillTicks = 0;

  async function goTo(ms: number, plays: boolean): Promise<void> {
    const request = ++requested;
    const atMs = Math.max(0, Math.min(ms, audio.lengthMs.value));
    positionMs.value = atMs;
    isPlaying.value = plays;
    isActive.value = true;
    problem.value = null;
    stillTicks = 0;
    try {
      const stretch = await open.at(atMs, () => request !== requested);
      if (request !== requested) return;
      stretch.together.seek((atMs - stretch.fromMs) / 1000);
      done = request;
      if (plays && covers(stretch, atMs)) await stretch.together.play();
      else pause();
    } catch (error) {
      if (request === requested) fail(error);
    }
  }

  function tick(): void {
    const stretch = open.current();
    if (!stretch || done !== requested) return;
    const { together, fromMs, toMs } = stretch;
    together.correct();
    const nowMs = fromMs + together.seconds * 1000;
    stillTicks = nowMs === positionMs.value ? stillTicks + 1 : 0;
    positionMs.value = nowMs;
    if (together.isOver && goesOn(stretch, audio.lengthMs.value)) void goTo(toMs, true);
    else if (together.isPaused) pause();
    else if (stillTicks === STALLED_TICKS) void checkStalled(stretch).catch(fail);
  }

  async function checkStalled(stretch: Stretch): Promise<void> {
    const isThere = await canRead(stretch, positionMs.value);
    if (open.current() === stretch && !isThere)
      fail(new Error("The audio can't be read any more."));
  }

  function fail(error: unknown): void {
    if (!open.current() && !isPlaying.value) return;
    reportUnexpected("playing a meeting")(error);
    close();
    problem.value = problemOf("playback-failed");
  }

  function pause(): void {
    done = ++requested;
    isPlaying.value = false;
    open.current()?.together.pause();
  }

  function close(): void {
    pause();
    open.close();
  }

  let timer: ReturnType<typeof setInterval> | undefined;
  watch(isPlaying, (plays) => {
    clearInterval(timer);
    if (plays) timer = setInterval(tick, TICK_MS);
  });
  onScopeDispose(() => clearInterval(timer));

  return { goTo, pause, close };
}

interface StretchListener {
  readonly onError: (error: unknown) => void;
  /** A media key, which Chrome handles itself, has started paused audio. */
  readonly onPlayedByChrome: () => void;
}

/** Holds the stretch that is open, with the chosen rate and channels applied. */
function useOpenStretch(
  meetingId: () => string,
  { channels, lengthMs, isGrowing }: PlayableAudio,
  { isPlaying, rate, choice }: PlayerState,
  { onError, onPlayedByChrome }: StretchListener,
) {
  let stretch: Stretch | null = null;

  /** @param isOutdated becomes true when a newer request makes this one void */
  async function at(atMs: number, isOutdated: () => boolean): Promise<Stretch> {
    if (stretch && covers(stretch, atMs)) return stretch;
    stretch?.together.pause();
    const opened = await openStretch({
      meetingId: meetingId(),
      channels: channels.value,
      atMs,
      lengthMs: lengthMs.value,
      isGrowing: isGrowing.value,
    });
    if (isOutdated()) opened.close();
    else hold(opened);
    return opened;
  }

  function hold(opened: Stretch | null): void {
    stretch?.close();
    stretch = opened;
    apply();
    for (const element of opened?.elements.values() ?? []) {
      element.addEventListener("error", () => stretch === opened && onError(element.error));
      element.addEventListener("play", () => {
        if (!isPlaying.value && !element.paused) onPlayedByChrome();
      });
    }
  }

  function apply(): void {
    stretch?.together.setRate(rate.value);
    for (const [name, element] of stretch?.elements ?? [])
      element.muted = !isChosen(choice.value, name);
  }
  watch([rate, choice], apply);

  return { current: () => stretch, at, close: () => hold(null) };
}
