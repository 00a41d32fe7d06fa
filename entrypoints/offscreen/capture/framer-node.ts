/** A channel's framer in the audio graph: what is connected to it leaves as frames, straight to the recorder thread. */

import type { Switch } from "../../../core/audio/framer.ts";
import framerUrl from "../framer.worklet.ts?worker&url";
import type { FramerCommand, FramerReport } from "../../../core/protocol/recorder.ts";

export interface FramerNode {
  /** Connect the source here. */
  readonly input: AudioNode;
  /** Carries `FramerMessage`s; what comes before somebody listens is queued. */
  readonly frames: MessagePort;
  /** At that sample frame of the context. */
  switch(to: Switch, atFrame: number): void;
  mute(isMuted: boolean): void;
  /** Resolves when the last samples have been handed over after `end`. */
  readonly ended: Promise<void>;
}

/** Once in every context, before the first framer. */
export const loadFramer = (context: AudioContext): Promise<void> =>
  context.audioWorklet.addModule(framerUrl);

export function createFramerNode(context: AudioContext): FramerNode {
  const node = new AudioWorkletNode(context, "framer", {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    // Mix down to mono by the rules of the Web Audio specification; else the right channel is lost.
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
  const { port1, port2 } = new MessageChannel();
  tell({ type: "frames-to", port: port2 }, [port2]);
  return {
    input: node,
    frames: port1,
    switch: (type, atFrame) => tell({ type, atFrame }),
    mute: (isMuted) => tell({ type: "mute", isMuted }),
    ended,
  };
}
