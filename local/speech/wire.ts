/** Sending side of a socket: applies lasting faults, and sends nothing after the end. */

import type { WebSocket } from "ws";
import { distort, UNDISTORTED } from "./distortion.ts";
import type { LastingFault } from "./faults.ts";
import type { ServerMessage } from "./wire-messages.ts";
import type { SessionRecord } from "./observation.ts";
import { SEE_ERROR, type Refusal } from "./refusals.ts";

export interface Wire {
  send(message: ServerMessage): void;
  sendText(text: string): void;
  /** Sends Error and closes with the same code, without Termination. */
  refuse(refusal: Refusal): void;
  end(code: number, reason: string): void;
  /** Cuts the connection without a close frame. */
  drop(): void;
  distort(fault: LastingFault): void;
}

/** @param onEnd Called when the service ends the session. A close by the client shows on the socket. */
export function openWire(socket: WebSocket, record: SessionRecord, onEnd: () => void): Wire {
  let distortion = UNDISTORTED;
  let ended = false;
  const isStalled = (): boolean => distortion.active.has("stall");

  const isOpen = (): boolean => !ended && !isStalled() && socket.readyState === socket.OPEN;

  const sendText = (text: string): void => {
    if (isOpen()) socket.send(text);
  };
  const send = (message: ServerMessage): void => {
    const step = distort(distortion, message);
    distortion = step.distortion;
    for (const one of step.messages) sendText(JSON.stringify(one));
    if (message.type === "Termination" && isOpen()) record.terminationSent = true;
  };
  const finish = (code: number, close: () => void): void => {
    if (!isOpen()) return;
    ended = true;
    record.closedBy = "service";
    record.closeCode = code;
    close();
    onEnd();
  };
  const end = (code: number, reason: string): void =>
    finish(code, () => socket.close(code, reason));

  return {
    send,
    sendText,
    end,
    refuse({ code, text }) {
      send({ type: "Error", error_code: code, error: text });
      end(code, SEE_ERROR);
    },
    drop: () => finish(1006, () => socket.terminate()),
    distort(fault) {
      distortion = { ...distortion, active: new Set([...distortion.active, fault.type]) };
    },
  };
}
