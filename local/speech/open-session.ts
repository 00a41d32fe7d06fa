/**
 * One WebSocket: admitted or refused after the upgrade, served until one side closes it
 * (docs/protocol.md#close-codes-and-limits).
 */

import type { WebSocket } from "ws";
import { admit, type Arrival, type Gate } from "./admission.ts";
import { applyFault } from "./faults.ts";
import { openLiveSession, type LiveContext } from "./live-session.ts";
import { newRecord, recordClose, type SessionObservation } from "./observation.ts";
import { openWire } from "./wire.ts";

export interface SessionContext extends Gate, LiveContext {}

/** Every end of the session aborts one signal, which releases all its resources. */
export function openSession(
  socket: WebSocket,
  arrival: Arrival,
  number: number,
  context: SessionContext,
): SessionObservation {
  const closed = Promise.withResolvers<void>();
  const record = newRecord(number, arrival.address, arrival.authorization, closed.promise);
  const ending = new AbortController();
  const { signal } = ending;
  const wire = openWire(socket, record, () => ending.abort());

  socket.on("error", (error) => {
    record.socketError = error.message;
  });
  socket.on("close", (code) => {
    recordClose(record, code);
    ending.abort();
    closed.resolve();
  });

  for (const fault of context.faults.takeForSession(number, null)) applyFault(fault, wire);
  if (signal.aborted) return record;

  const admission = admit(arrival, context);
  if (!admission.ok) {
    wire.refuse(admission.refusal);
    return record;
  }
  const live = openLiveSession({ ...context, ...admission, wire, record, signal });
  socket.on("message", (message, isBinary) => {
    if (!signal.aborted && Buffer.isBuffer(message)) live.take(message, isBinary);
  });
  return record;
}
