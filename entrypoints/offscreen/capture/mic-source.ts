/**
 * Microphone that may come and go. If it is unplugged, Chrome's default replaces it until the chosen one is back. Meanwhile the
 * channel continues as silence, so that the meeting keeps one clock.
 */

import { fail, ok, type Problem, problem, type Result } from "../../../core/problem.ts";
import type { Microphone } from "../../../core/recording/source.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";

export interface MicSource {
  /** Chrome's name of the device. */
  readonly label: string;
  readonly problem: Problem | null;
  /** Connects the microphone, and those that replace it, to `destination`. Replaces the connection before. */
  readonly connect: (destination: AudioNode) => void;
  readonly end: () => void;
}

export interface MicListener {
  /** Another device is used now. */
  onLabel(label: string): void;
  /** Replaces the previous problem; null: none. */
  onProblem(found: Problem | null): void;
}

/** @param abandoned releases a device that opens afterwards */
export async function openMic(
  device: Microphone | null,
  listener: MicListener,
  abandoned: AbortSignal,
): Promise<Result<MicSource>> {
  const { mediaDevices, permissions } = navigator;
  const permission = await permissions.query({ name: "microphone" });
  const first = await openMicrophone(device);
  if (!first.ok) return first;
  if (abandoned.aborted) {
    first.value.track.stop();
    return fail("start-stopped");
  }
  let destination: AudioNode | null = null;
  let current: OpenMicrophone | null = null;
  let node: AudioNode | null = null;
  const searches = createSerial();
  let isEnded = false;

  function connect(): void {
    node?.disconnect();
    node = null;
    if (!current || !destination) return;
    node = (destination.context as AudioContext).createMediaStreamSource(current.stream);
    node.connect(destination);
  }

  function use(microphone: OpenMicrophone): void {
    current = microphone;
    connect();
    microphone.track.addEventListener("ended", onUnplugged);
  }

  function disconnect(): void {
    if (!current) return;
    current.track.removeEventListener("ended", onUnplugged);
    for (const track of current.stream.getTracks()) track.stop();
    node?.disconnect();
    node = null;
    current = null;
  }

  function onUnplugged(): void {
    const label = current?.track.label ?? "";
    disconnect();
    listener.onProblem(problem("mic-unplugged", label));
    search();
  }

  /** Devices or the permission to use them have changed, perhaps while the previous search still runs. */
  function search(): void {
    searches.run(reopenIfBetter).catch(reportUnexpected("searching for a microphone"));
  }

  async function reopenIfBetter(): Promise<void> {
    if (isEnded || (current && !(current.isReplaced && (await isPluggedIn(device))))) return;
    const next = await openMicrophone(device);
    if (!next.ok) {
      // A withdrawn permission replaces the report of a missing device.
      if (current === null && next.problem.reason !== "mic-missing")
        listener.onProblem(isForbidden(next.problem) ? problem("mic-withdrawn") : next.problem);
      return;
    }
    if (isEnded) return next.value.track.stop();
    disconnect();
    use(next.value);
    listener.onLabel(next.value.track.label);
    listener.onProblem(replacementProblem(next.value));
  }

  use(first.value);
  mediaDevices.addEventListener("devicechange", search);
  permission.addEventListener("change", search);
  return ok({
    label: first.value.track.label,
    problem: replacementProblem(first.value),
    connect(next) {
      destination = next;
      connect();
    },
    end() {
      isEnded = true;
      mediaDevices.removeEventListener("devicechange", search);
      permission.removeEventListener("change", search);
      disconnect();
    },
  });
}

const isForbidden = ({ reason }: Problem): boolean =>
  reason === "mic-not-allowed" || reason === "mic-dismissed";

const replacementProblem = ({ isReplaced, track }: OpenMicrophone): Problem | null =>
  isReplaced ? problem("mic-replaced", track.label) : null;

async function isPluggedIn(device: Microphone | null): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some(({ deviceId }) => deviceId === device?.deviceId);
}

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
