/**
 * A stretch of a meeting, ready to be played: one `<audio>` element for each channel that has audio in it. A finished recording is
 * played from disk. Of a running one a few minutes are copied into memory, because Chrome does not read on in a file that has grown.
 */

import { BYTES_PER_SAMPLE, msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import { wavHeader } from "../../../core/audio/wav.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Span, stretchAround } from "../../../core/playback/stretch.ts";
import { createTogether, type Together } from "../../../core/playback/together.ts";
import { sampleCount, audioOf } from "../../shared/audio-file.ts";

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
  /** Removes the elements and releases their audio. */
  close(): void;
}

interface ChannelAudio {
  readonly channel: ChannelName;
  readonly samples: number;
  readonly blob: Blob;
}

/** @throws {Error} if there is no audio any more, or it can't be read or played */
export async function openStretch(request: StretchRequest): Promise<Stretch> {
  const span = stretchAround(request.atMs, request.lengthMs, request.isGrowing);
  const found = await Promise.all(
    request.channels.map((channel) => channelAudio(request, channel, span)),
  );
  const audios = found.filter((audio) => audio !== null);
  if (audios.length === 0) throw new Error("There is no audio on disk.");
  const elements = new Map(audios.map(({ channel, blob }) => [channel, elementFor(channel, blob)]));
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
    toMs: span.fromMs + samplesToMs(Math.max(...audios.map(({ samples }) => samples))),
    elements,
    together: createTogether([...elements.values()]),
    close,
  };
}

/** Whether all channels can still be read at this time: elements emit no error when their file is deleted. */
export async function canRead({ meetingId, elements }: Stretch, atMs: number): Promise<boolean> {
  const readings = [...elements.keys()].map((name) => isReadable(meetingId, name, atMs));
  return (await Promise.all(readings)).every(Boolean);
}

async function channelAudio(
  { meetingId, isGrowing }: StretchRequest,
  channel: ChannelName,
  { fromMs, toMs }: Span,
): Promise<ChannelAudio | null> {
  const audio = isGrowing
    ? await readAudio(meetingId, channel, msToSamples(fromMs), msToSamples(toMs))
    : await audioOf(meetingId, channel);
  if (!audio) return null;
  const samples = audio instanceof File ? sampleCount(audio) : audio.length;
  const bytes = audio instanceof File ? audio.slice(0, samples * BYTES_PER_SAMPLE) : audio;
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
  // Releases the blob.
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

/** Samples that are appended while Chrome reads invalidate the reading; that happens once a second. */
const TRIES = 3;

/**
 * Reads a part of the audio file of a channel, also while it grows. * @returns whole samples, fewer if the audio ends before `toSample`; `null` if the channel has no file
 * @throws DOMException if the file can't be read
 */
async function readAudio(
  meetingId: string,
  channel: ChannelName,
  fromSample: number,
  toSample: number,
): Promise<Int16Array<ArrayBuffer> | null> {
  for (let tries = 1; ; tries++) {
    const audio = await audioOf(meetingId, channel);
    if (!audio) return null;
    const bytes = audio.slice(fromSample * BYTES_PER_SAMPLE, toSample * BYTES_PER_SAMPLE);
    try {
      return wholeSamples(await bytes.arrayBuffer());
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

const wholeSamples = (bytes: ArrayBuffer): Int16Array<ArrayBuffer> =>
  new Int16Array(bytes, 0, Math.floor(bytes.byteLength / BYTES_PER_SAMPLE));

async function isReadable(meetingId: string, channel: ChannelName, atMs: number): Promise<boolean> {
  try {
    const from = msToSamples(atMs);
    const samples = await readAudio(meetingId, channel, from, from + 1);
    return samples !== null && samples.length > 0;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
