/** What a test can know of a session afterwards: how the client behaved. Content of speech is not in it. */

import type { ConfigurationUpdate } from "./parameters.ts";

export interface SessionObservation {
  /** 1 is the first session since the service started. */
  readonly number: number;
  /** Connection parameters as they came, without `token`. */
  readonly query: Readonly<Record<string, string>>;
  readonly credential: "none" | "header" | "token";
  /** Characters of path and query, the token included. */
  readonly addressLength: number;
  readonly began: boolean;
  readonly bytesReceived: number;
  /** Audio received, at the declared rate. */
  readonly audioMs: number;
  /** How many binary messages were how many ms long. */
  readonly frames: ReadonlyMap<number, number>;
  readonly shortestFrameMs: number | null;
  readonly longestFrameMs: number | null;
  readonly messagesBeforeBegin: number;
  readonly messagesAfterTerminate: number;
  /** Types of the text messages, in order. */
  readonly controls: readonly string[];
  /** What each UpdateConfiguration changed, in order. */
  readonly updates: readonly ConfigurationUpdate[];
  readonly terminateReceived: boolean;
  readonly terminationSent: boolean;
  /** Whether the client stayed until Termination; null while the session is open, or if the service ended it otherwise. */
  readonly waitedForTermination: boolean | null;
  readonly closedBy: "client" | "service" | null;
  /** As in the close frame; 1006 when there was none, null while open. */
  readonly closeCode: number | null;
  /** A protocol violation below the messages, in the socket's words. */
  readonly socketError: string | null;
  /** Resolves when the socket is closed and its recognition is freed. */
  readonly closed: Promise<void>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The session's own, writable side. */
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

/** `code` is what the socket reports; a close frame of the service's own is already noted and wins. */
export function recordClose(record: SessionRecord, code: number): void {
  record.closedBy ??= "client";
  record.closeCode ??= code;
  if (record.terminationSent) record.waitedForTermination = true;
  else if (record.closedBy === "client") record.waitedForTermination = false;
}
