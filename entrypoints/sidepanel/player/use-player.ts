/**
 * Hearing the meeting on show: where playback is, and what moves it. It goes on into what is recorded meanwhile, and ends when
 * the panel shows another meeting.
 */

import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { ChannelChoice } from "../../../components/player/playback.ts";
import { covers, goesOn, playStart } from "../../../core/playback/stretch.ts";
import { type Problem, problem as problemOf } from "../../../core/problem.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { canRead, openStretch, type Stretch } from "./scheduled-stretch.ts";
import { type AudioSource, useAudio } from "./use-audio.ts";

/** Often enough for the word that is heard. */
const TICK_MS = 80;
/** Sound that stands still for so long is looked after. */
const STALLED_TICKS = 40;

export function usePlayer(source: AudioSource) {
  const { shown } = source;
  const { lengthMs, canPlay, channels, isGrowing } = useAudio(source);
  const isPlaying = ref(false);
  /** Something of this meeting was asked for. */
  const isActive = ref(false);
  const positionMs = ref(0);
  const rate = ref(1);
  const choice = ref<ChannelChoice>("both");
  const problem = shallowRef<Problem | null>(null);
  const isHeard = (name: string): boolean => choice.value === "both" || choice.value === name;
  const audibleChannels = computed(() => channels.value.filter(isHeard));

  let stretch: Stretch | null = null;
  /** Of several wishes the last one counts. */
  let requested = 0;
  let done = 0;
  let stillTicks = 0;

  async function goTo(ms: number, plays: boolean): Promise<void> {
    const request = ++requested;
    const atMs = Math.max(0, Math.min(ms, lengthMs.value));
    positionMs.value = atMs;
    isPlaying.value = plays;
    isActive.value = true;
    problem.value = null;
    stillTicks = 0;
    try {
      const opened = await stretchAt(atMs, request);
      if (request !== requested) return;
      opened.together.seek((atMs - opened.fromMs) / 1000);
      done = request;
      if (plays && covers(opened, atMs)) await opened.together.play();
      else pause();
    } catch (error) {
      if (request === requested) fail(error);
    }
  }

  async function stretchAt(atMs: number, request: number): Promise<Stretch> {
    if (stretch && covers(stretch, atMs)) return stretch;
    stretch?.together.pause();
    const opened = await openStretch({
      meetingId: shown.meetingId ?? "",
      channels: channels.value,
      atMs,
      lengthMs: lengthMs.value,
      isGrowing: isGrowing.value,
    });
    if (request === requested) take(opened);
    else opened.close();
    return opened;
  }

  function take(opened: Stretch | null): void {
    stretch?.close();
    stretch = opened;
    apply();
    for (const element of opened?.elements.values() ?? []) {
      element.addEventListener("error", () => stretch === opened && fail(element.error));
      // By a key of the keyboard that Chrome itself takes.
      element.addEventListener("play", () => {
        if (!isPlaying.value && !element.paused) void goTo(positionMs.value, true);
      });
    }
  }

  function apply(): void {
    stretch?.together.setRate(rate.value);
    for (const [name, element] of stretch?.elements ?? []) element.muted = !isHeard(name);
  }

  function tick(): void {
    if (!stretch || done !== requested) return;
    const { together, fromMs, toMs } = stretch;
    together.correct();
    const nowMs = fromMs + together.seconds * 1000;
    stillTicks = nowMs === positionMs.value ? stillTicks + 1 : 0;
    positionMs.value = nowMs;
    if (together.isOver && goesOn(stretch, lengthMs.value)) void goTo(toMs, true);
    else if (together.isPaused) pause();
    else if (stillTicks === STALLED_TICKS) void lookAfter(stretch).catch(fail);
  }

  async function lookAfter(stalled: Stretch): Promise<void> {
    const isThere = await canRead(stalled, positionMs.value);
    if (stretch === stalled && !isThere) fail(new Error("The sound can't be read any more."));
  }

  function fail(error: unknown): void {
    if (!stretch && !isPlaying.value) return;
    reportUnexpected("playing a meeting")(error);
    pause();
    take(null);
    problem.value = problemOf("playback-failed");
  }

  function pause(): void {
    done = ++requested;
    isPlaying.value = false;
    stretch?.together.pause();
  }

  function reset(): void {
    pause();
    take(null);
    isActive.value = false;
    positionMs.value = 0;
    choice.value = "both";
    problem.value = null;
  }

  const toggle = (): void =>
    isPlaying.value
      ? pause()
      : void goTo(playStart(positionMs.value, lengthMs.value, isGrowing.value), true);

  let timer: ReturnType<typeof setInterval> | undefined;
  watch(isPlaying, (plays) => {
    clearInterval(timer);
    if (plays) timer = setInterval(tick, TICK_MS);
  });
  watch([rate, choice], apply);
  watch([() => shown.meetingId, canPlay], reset);
  onScopeDispose(() => {
    clearInterval(timer);
    reset();
  });

  return {
    canPlay,
    isGrowing,
    isPlaying,
    isActive,
    positionMs,
    lengthMs,
    rate,
    choice,
    channels,
    audibleChannels,
    problem,
    dismiss: () => void (problem.value = null),
    playFrom: (ms: number) => void goTo(ms, true),
    seek: (ms: number) => void goTo(ms, isPlaying.value),
    skip: (ms: number) => void goTo(positionMs.value + ms, isPlaying.value),
    toggle,
    pause,
  };
}
