/**
 * Microphone that may come and go. If it is unplugged, Chrome's default replaces it until the chosen one is back. Meanwhile the
 * channel continues as silence, so that the meeting keeps one clock.
 */

import { fail, ok, type Problem, problem, type Result } from "../../../core/problem.ts";
import type { Microphone } from "../../../core/recording/source.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";
import { type OpenMicrophone, openMicrophone } from "./open-microphone.ts";

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
