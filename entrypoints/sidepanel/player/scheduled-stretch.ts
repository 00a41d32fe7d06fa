/**
 * A stretch of a meeting, ready to be played: one `<audio>` element for each channel that has sound in it. A recording that is
 * done is played from disk; of one under way a copy of a few minutes, because Chrome does not read on in a file that has grown.
 */

import { BYTES_PER_SAMPLE, msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import { wavHeader } from "../../../core/audio/wav.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Span, stretchAround } from "../../../core/playback/stretch.ts";
import { createTogether, type Together } from "../../../core/playback/together.ts";
import { sampleCount, audioOf } from "../../shared/audio-file.ts";
import { isReadable, readAudio } from "./read-audio.ts";

export interface StretchRequest {
  readonly meetingId: string;
  readonly channels: readonly ChannelName[];
  readonly atMs: number;
  readonly lengthMs: number;
  readonly isGrowing: boolean;
}

export interface Stretch extends Span {
  readonly meetingId: string;
  readonly elements: ReadonlyMap<ChannelName, HTMLAudioElement>;
  readonly together: Together;
  /** Lets go of elements and sound. */
  close(): void;
}

interface Sound {
  readonly channel: ChannelName;
  readonly samples: number;
  readonly blob: Blob;
}

/** @throws {Error} Where there is no sound any more, or it can't be read or played. */
export async function openStretch(request: StretchRequest): Promise<Stretch> {
  const span = stretchAround(request.atMs, request.lengthMs, request.isGrowing);
  const found = await Promise.all(
    request.channels.map((channel) => audioFor(request, channel, span)),
  );
  const sounds = found.filter((sound) => sound !== null);
  if (sounds.length === 0) throw new Error("There is no sound on disk.");
  const elements = new Map(sounds.map(({ channel, blob }) => [channel, elementFor(channel, blob)]));
  const close = (): void => elements.forEach(closeElement);
  try {
    await Promise.all([...elements.values()].map(untilLoaded));
  } catch (error) {
    close();
    throw error;
  }
  return {
    meetingId: request.meetingId,
    fromMs: span.fromMs,
    toMs: span.fromMs + samplesToMs(Math.max(...sounds.map(({ samples }) => samples))),
    elements,
    together: createTogether([...elements.values()]),
    close,
  };
}

/** Whether all of it can still be read there: of a file that was deleted meanwhile the elements say nothing. */
export async function canRead({ meetingId, elements }: Stretch, atMs: number): Promise<boolean> {
  const readings = [...elements.keys()].map((name) => isReadable(meetingId, name, atMs));
  return (await Promise.all(readings)).every(Boolean);
}

async function audioFor(
  { meetingId, isGrowing }: StretchRequest,
  channel: ChannelName,
  { fromMs, toMs }: Span,
): Promise<Sound | null> {
  const sound = isGrowing
    ? await readAudio(meetingId, channel, msToSamples(fromMs), msToSamples(toMs))
    : await audioOf(meetingId, channel);
  if (!sound) return null;
  const samples = sound instanceof File ? sampleCount(sound) : sound.length;
  const bytes = sound instanceof File ? sound.slice(0, samples * BYTES_PER_SAMPLE) : sound;
  const blob = new Blob([wavHeader(samples), bytes], { type: "audio/wav" });
  return samples > 0 ? { channel, samples, blob } : null;
}

function elementFor(channel: ChannelName, blob: Blob): HTMLAudioElement {
  const element = document.createElement("audio");
  element.preload = "auto";
  element.dataset["channel"] = channel;
  element.src = URL.createObjectURL(blob);
  document.body.append(element);
  return element;
}

function closeElement(element: HTMLAudioElement): void {
  element.pause();
  URL.revokeObjectURL(element.src);
  element.removeAttribute("src");
  // Lets go of what it holds.
  element.load();
  element.remove();
}

function untilLoaded(element: HTMLAudioElement): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener("loadedmetadata", () => resolve(), { once: true });
    element.addEventListener("error", () => reject(new Error(element.error?.message)), {
      once: true,
    });
  });
}
