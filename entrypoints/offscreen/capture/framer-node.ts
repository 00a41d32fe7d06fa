/** Framer of a channel, as a node of the audio graph: its frames go straight to the recorder thread. */

import type { Switch } from "../../../core/audio/framer.ts";
import framerUrl from "../framer.worklet.ts?worker&url";
import type { FramerCommand, FramerReport } from "../../../core/protocol/recorder.ts";
import { reportUnexpected } from "../../shared/errors.ts";

export interface FramerNode {
  /** The source is to be connected here. */
  readonly input: AudioNode;
  /** Carries `FramerMessage`s, which queue until the receiver listens. */
  readonly frames: MessagePort;
  /** @param atFrame sample frame of the context, counted at 16 kHz */
  readonly switch: (to: Switch, atFrame: number) => void;
  readonly mute: (isMuted: boolean) => void;
  /** Hands over what it holds, at once: the context does not run any more. */
  readonly cut: () => void;
  /** Resolves after the switch to `end`, when the last samples are handed over. */
  readonly ended: Promise<void>;
}

/** To be called once for a context, before its first framer. */
export const loadFramer = (context: AudioContext): Promise<void> =>
  context.audioWorklet.addModule(framerUrl);

export function createFramerNode(context: AudioContext): FramerNode {
  const node = new AudioWorkletNode(context, "framer", {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    // Mixes down to mono by the rules of the Web Audio specification; otherwise the right channel is lost.
    channelCount: 1,
    channelCountMode: "explicit",
    channelInterpretation: "speakers",
  });
  const tell = (message: FramerCommand<MessagePort>, transfer: Transferable[] = []): void =>
    node.port.postMessage(message, transfer);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  node.port.onmessage = ({ data }: MessageEvent<FramerReport>) => {
    if (data.type === "ended") resolve();
  };
  // The worklet cannot log, and an error ends its frames.
  node.onprocessorerror = ({ message }) => reportUnexpected("audio thread")(message);
  const { port1, port2 } = new MessageChannel();
  tell({ type: "frames-to", port: port2 }, [port2]);
  return {
    input: node,
    frames: port1,
    switch: (type, atFrame) => tell({ type, atFrame }),
    mute: (isMuted) => tell({ type: "mute", isMuted }),
    cut: () => tell({ type: "cut" }),
    ended,
  };
}
