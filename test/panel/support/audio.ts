/** `<audio>` elements for a DOM that plays nothing: they follow the HTML standard, and tests move their clock. */

import { beforeEach, vi } from "vitest";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { WAV_HEADER_BYTES } from "../../../core/audio/wav.ts";
import { FakeAudio } from "../../unit/playback/fake-audio.ts";
import { settle } from "./panel.ts";

const sounds = new WeakMap<HTMLMediaElement, FakeAudio>();
/** By object URL. */
const blobs = new Map<string, Blob>();
/** Rejection of `play`, if set. */
let failure: Error | null = null;

const audioOf = (element: HTMLMediaElement): FakeAudio => sounds.get(element) ?? new FakeAudio(NaN);

export const failToPlay = (error: Error): void => void (failure = error);

export const players = (): HTMLAudioElement[] => [...document.querySelectorAll("audio")];

/** Lets `seconds` of playback pass. */
export async function listen(seconds: number): Promise<void> {
  for (const player of players()) audioOf(player).pass(seconds);
  // No event reports that the player has read the new position.
  for (let looks = 0; looks < 5; looks++) await settle();
}

beforeEach(() => {
  failure = null;
  blobs.clear();
  vi.stubGlobal(
    "Highlight",
    class extends Set<Range> {
      constructor(...ranges: Range[]) {
        super(ranges);
      }
    },
  );
  const { escape } = CSS;
  vi.stubGlobal("CSS", { escape, highlights: new Map() });
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    const address = `blob:${blobs.size}`;
    blobs.set(address, blob as Blob);
    return address;
  });
  const { prototype } = HTMLMediaElement;
  Object.defineProperties(prototype, {
    src: {
      configurable: true,
      get: () => "",
      set(this: HTMLMediaElement, address: string) {
        const bytes = (blobs.get(address)?.size ?? 0) - WAV_HEADER_BYTES;
        sounds.set(this, new FakeAudio(bytes / BYTES_PER_SAMPLE / SAMPLE_RATE));
        queueMicrotask(() => this.dispatchEvent(new Event("loadedmetadata")));
      },
    },
    duration: { configurable: true, get: passOn("duration") },
    paused: { configurable: true, get: passOn("paused") },
    seeking: { configurable: true, get: passOn("seeking") },
    currentTime: { configurable: true, get: passOn("currentTime"), set: passTo("currentTime") },
    playbackRate: { configurable: true, get: passOn("playbackRate"), set: passTo("playbackRate") },
  });
  prototype.pause = function () {
    audioOf(this).pause();
  };
  prototype.play = function () {
    if (failure) return Promise.reject(failure);
    const playing = audioOf(this).play();
    this.dispatchEvent(new Event("play"));
    return playing;
  };
});

function passOn(name: keyof FakeAudio) {
  return function (this: HTMLMediaElement) {
    return audioOf(this)[name];
  };
}

function passTo(name: "currentTime" | "playbackRate") {
  return function (this: HTMLMediaElement, value: number) {
    audioOf(this)[name] = value;
  };
}
