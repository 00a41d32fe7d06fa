/**
 * Decodes a media file as a whole, for formats that only Chrome's own reader knows, such as FLAC in Ogg. Everything of it is in
 * memory at once, so it must be short.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";

/** Ten minutes of stereo take 500 MB while Chrome decodes them (an hour takes 3 GB: Opus and MP3 in Chromium 156). */
const MAX_SECONDS = 600;
const MAX_FILE_BYTES = 64 << 20;

/** @returns left and right at `SAMPLE_RATE`, or the only side; `null` if Chrome can't decode it, or its length is not known */
export async function decodeWhole(
  file: Blob,
): Promise<readonly Float32Array<ArrayBuffer>[] | null> {
  if (file.size > MAX_FILE_BYTES) return null;
  const seconds = await secondsOf(file);
  if (seconds === null || seconds > MAX_SECONDS) return null;
  const bytes = await file.arrayBuffer();
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  try {
    const decoded = await context.decodeAudioData(bytes);
    return [
      decoded.getChannelData(0),
      ...(decoded.numberOfChannels > 1 ? [decoded.getChannelData(1)] : []),
    ];
  } catch (error) {
    if (error instanceof DOMException && error.name === "EncodingError") return null;
    throw error;
  }
}

/** @returns `null` if the file does not tell its length, or is no media file */
async function secondsOf(file: Blob): Promise<number | null> {
  const url = URL.createObjectURL(file);
  const element = document.createElement("audio");
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    element.onloadedmetadata = element.onerror = () => resolve();
    element.preload = "metadata";
    element.src = url;
    await promise;
    return Number.isFinite(element.duration) ? element.duration : null;
  } finally {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}
