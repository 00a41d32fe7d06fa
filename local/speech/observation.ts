/** Record of a session for tests: how the client behaved. Holds no content of speech. */

import type { ConfigurationUpdate } from "./parameters.ts";

export interface SessionObservation {
  /** 1 is the first session since the service started. */
  readonly number: number;
  /** Connection parameters as received, without `token`. */
  readonly query: Readonly<Record<string, string>>;
  readonly credential: "none" | "header" | "token";
  /** Characters of path and query, the token included. */
  readonly addressLength: number;
  readonly began: boolean;
  readonly bytesReceived: number;
  /** Audio received, at the declared rate. */
  readonly audioMs: number;
  /** Number of binary messages by their length in ms. */
  readonly frames: ReadonlyMap<number, number>;
  readonly shortestFrameMs: number | null;
  readonly longestFrameMs: number | null;
  readonly messagesBeforeBegin: number;
  readonly messagesAfterTerminate: number;
  /** Types of the text messages, in order. */
  readonly controls: readonly string[];
  /** Changes of each UpdateConfiguration, in order. */
  readonly updates: readonly ConfigurationUpdate[];
  readonly terminateReceived: boolean;
  readonly terminationSent: boolean;
  /**
   * Whether the client stayed until Termination; `null` while the session is open, or if the service ended it
   * otherwise.
   */
  readonly waitedForTermination: boolean | null;
  readonly closedBy: "client" | "service" | null;
  /** From the close frame; 1006 without one, `null` while open. */
  readonly closeCode: number | null;
  /** The socket's message about a protocol violation below the messages. */
  readonly socketError: string | null;
  /** Resolves when the socket is closed and its recognition is freed. */
  readonly closed: Promise<void>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The writable record of a session. */
export type SessionRecord = Omit<Mutable<SessionObservation>, "frames" | "controls" | "updates"> & {
  readonly frames: Map<number, number>;
  readonly controls: string[];
  readonly updates: ConfigurationUpdate[];
};

export function newRecord(
  number: number,
  address: URL,
  authorization: string | undefined,
  closed: Promise<void>,
): SessionRecord {
  const query = Object.fromEntries(address.searchParams);
  const hasToken = "token" in query;
  delete query["token"];
  return {
    number,
    query,
    credential: authorization !== undefined ? "header" : hasToken ? "token" : "none",
    addressLength: address.pathname.length + address.search.length,
    began: false,
    bytesReceived: 0,
    audioMs: 0,
    frames: new Map(),
    shortestFrameMs: null,
    longestFrameMs: null,
    messagesBeforeBegin: 0,
    messagesAfterTerminate: 0,
    controls: [],
    updates: [],
    terminateReceived: false,
    terminationSent: false,
    waitedForTermination: null,
    closedBy: null,
    closeCode: null,
    socketError: null,
    closed,
  };
}

export function recordMessage(record: SessionRecord): void {
  if (!record.began) record.messagesBeforeBegin += 1;
  if (record.terminateReceived) record.messagesAfterTerminate += 1;
}

export function recordFrame(record: SessionRecord, bytes: number, ms: number): void {
  record.bytesReceived += bytes;
  record.audioMs += ms;
  record.frames.set(ms, (record.frames.get(ms) ?? 0) + 1);
  record.shortestFrameMs = Math.min(record.shortestFrameMs ?? ms, ms);
  record.longestFrameMs = Math.max(record.longestFrameMs ?? ms, ms);
}

/** @param code Code of the socket. If the service sent a close frame, its recorded code wins. */
export function recordClose(record: SessionRecord, code: number): void {
  record.closedBy ??= "client";
  record.closeCode ??= code;
  if (record.terminationSent) record.waitedForTermination = true;
  else if (record.closedBy === "client") record.waitedForTermination = false;
}
