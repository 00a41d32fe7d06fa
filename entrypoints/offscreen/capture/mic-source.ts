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
  readonly end: () => void;
}

export interface MicListener {
  /** Another device is used now. */
  onLabel(label: string): void;
  /** Replaces the previous problem; null: none. */
  onProblem(found: Problem | null): void;
}

/** Connects the microphone to `destination`. @param abandoned releases a device that opens afterwards */
export async function openMic(
  device: Microphone | null,
  destination: AudioNode,
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
  let current: (OpenMicrophone & { readonly node: AudioNode }) | null = null;
  const searches = createSerial();
  let isEnded = false;

  function connect(microphone: OpenMicrophone): void {
    const context = destination.context as AudioContext;
    const node = context.createMediaStreamSource(microphone.stream);
    node.connect(destination);
    current = { ...microphone, node };
    microphone.track.addEventListener("ended", onUnplugged);
  }

  function disconnect(): void {
    if (!current) return;
    current.track.removeEventListener("ended", onUnplugged);
    for (const track of current.stream.getTracks()) track.stop();
    current.node.disconnect();
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
    connect(next.value);
    listener.onLabel(next.value.track.label);
    listener.onProblem(replacementProblem(next.value));
  }

  connect(first.value);
  mediaDevices.addEventListener("devicechange", search);
  permission.addEventListener("change", search);
  return ok({
    label: first.value.track.label,
    problem: replacementProblem(first.value),
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
