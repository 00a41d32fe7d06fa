/** Opens the chosen microphone, or the default one if that is missing. */

import { fail, ok, type Result } from "../../../core/problem.ts";
import type { Microphone } from "../../../core/recording/source.ts";

export interface OpenMicrophone {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  /** The chosen microphone is missing; this is the default one. */
  readonly isReplaced: boolean;
}

/** @param device null: Chrome's default */
export async function openMicrophone(device: Microphone | null): Promise<Result<OpenMicrophone>> {
  try {
    return ok(await opened(device, false));
  } catch (error) {
    if (device === null || !isMissing(error)) return refusal(error);
  }
  try {
    return ok(await opened(null, true));
  } catch (error) {
    return refusal(error);
  }
}

async function opened(device: Microphone | null, isReplaced: boolean): Promise<OpenMicrophone> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints(device) });
  const [track] = stream.getAudioTracks();
  if (!track) throw new DOMException("No audio track", "NotFoundError");
  return { stream, track, isReplaced };
}

const constraints = (device: Microphone | null): MediaTrackConstraints => ({
  ...(device && { deviceId: { exact: device.deviceId } }),
  // Echo cancellation is the first defence against loudspeakers (docs/platform.md#microphone); the others make distant voices
  // intelligible.
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
});

const isMissing = (error: unknown): boolean =>
  error instanceof DOMException &&
  (error.name === "OverconstrainedError" || error.name === "NotFoundError");

/** Names of errors follow the Media Capture specification. */
function refusal(error: unknown): Result<never> {
  if (isMissing(error)) return fail("mic-missing");
  if (!(error instanceof DOMException)) return fail("mic-failed", String(error));
  if (error.name !== "NotAllowedError") return fail("mic-failed", error.message);
  return /dismissed/i.test(error.message) ? fail("mic-dismissed") : fail("mic-not-allowed");
}
