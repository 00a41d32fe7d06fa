/**
 * Where a test asks the Worker. Every answer and every line of its log is kept, and after each test searched for what must
 * never be in them: the API key, access codes, tokens and words of a meeting.
 */

import * as v from "valibot";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { ErrorReply, type ErrorCode } from "../../core/protocol/worker-api.ts";
import { serve } from "../../worker/serve.ts";
import { API_KEY, openAssemblyAi, TOKEN, type AssemblyAi } from "./assembly-ai.ts";

export const ANNA = "code-of-anna-7f3a";
export const BEN = "code:of:ben-91c2";
export const EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
/** Something said in a meeting. */
export const WORDS = "The merger with Umbrella is off.";

export const ENV = {
  ASSEMBLYAI_API_KEY: API_KEY,
  ACCESS_CODES: `anna:${ANNA},ben:${BEN}`,
  ALLOWED_ORIGINS: EXTENSION,
};

export interface Asking {
  readonly env?: Record<string, unknown>;
  readonly method?: string;
  /** `null`: no `Authorization` header. */
  readonly code?: string | null;
  readonly origin?: string;
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Desk {
  readonly upstream: AssemblyAi;
  /** What the Worker has logged in this test. */
  readonly log: readonly string[];
  ask(path: string, asking?: Asking): Promise<Answered>;
}

/** To be called at the top of a test file. */
export function openDesk(): Desk {
  let upstream = openAssemblyAi();
  let answers: string[] = [];
  let log: string[] = [];

  beforeEach(() => {
    upstream = openAssemblyAi();
    answers = [];
    log = [];
    for (const level of ["debug", "log", "info", "warn", "error"] as const) {
      vi.spyOn(console, level).mockImplementation((...words) => void log.push(words.join(" ")));
    }
  });

  afterEach(() => {
    vi.restoreAllMocks();
    expectNoSecrets([...answers, ...log]);
  });

  return {
    get upstream() {
      return upstream;
    },
    get log() {
      return log;
    },
    async ask(path, asking = {}) {
      const response = await serve(requestFor(path, asking), asking.env ?? ENV, upstream.outside);
      const text = await response.text();
      const isGrant = path === "/v1/token" && response.status === 200;
      answers.push([...response.headers].join("\n"), isGrant ? text.replace(TOKEN, "") : text);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      expect(response.headers.get("Vary")).toBe("Origin");
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      return { status: response.status, headers: response.headers, body };
    },
  };
}

function requestFor(path: string, { method, code = ANNA, origin, body, headers }: Asking): Request {
  return new Request(`https://earshot.example${path}`, {
    method: method ?? (path === "/v1/token" || path === "/v1/chat" ? "POST" : "GET"),
    headers: {
      ...(code === null ? {} : { Authorization: `Bearer ${code}` }),
      ...(origin === undefined ? {} : { Origin: origin }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}

export function expectNoSecrets(texts: readonly string[]): void {
  for (const text of texts) {
    for (const secret of [API_KEY, ANNA, BEN, TOKEN, WORDS]) expect(text).not.toContain(secret);
  }
}

/** The answer is an `ErrorReply` with this status and code, and its message says what to do next. */
export function expectRefusal(
  { status, body }: Answered,
  expectedStatus: number,
  code: ErrorCode,
  words: string | RegExp = "",
): void {
  const { error } = v.parse(ErrorReply, body);
  expect([status, error.code]).toEqual([expectedStatus, code]);
  expect(error.message).toMatch(words);
  expect(error.message).toMatch(/^[A-Z].+\. .+\.$/s);
}
