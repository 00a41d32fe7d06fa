/**
 * Sends requests to the Worker for a test. After each test all replies and log lines are searched for what they must never
 * hold: the API key, access codes, tokens and words of a meeting.
 */

import { env as bindings } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { ErrorReply, type ErrorCode } from "../../core/protocol/worker-api.ts";
import type { ModelQueue } from "../../worker/budget/model-queue.ts";
import type { UsageStore } from "../../worker/budget/usage-store.ts";
import readme from "../../worker/README.md?raw";
import { environmentOf } from "../../worker/environment.ts";
import { serve } from "../../worker/serve.ts";
import { listedModels } from "../../worker/upstream/offered-models.ts";
import { API_KEY, openFakeAssemblyAi, TOKEN, type FakeAssemblyAi } from "./fake-assemblyai.ts";

export const ANNA = "code-of-anna-7f3a";
export const BEN = "code:of:ben-91c2";
export const EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
/** Content of a meeting. */
export const WORDS = "The merger with Umbrella is off.";

declare global {
  namespace Cloudflare {
    interface Env {
      LEDGER: DurableObjectNamespace<UsageStore>;
      QUEUE: DurableObjectNamespace<ModelQueue>;
    }
  }
}

let test = "";

/** The real usage store in workerd, an empty one for each test. */
const LEDGER = {
  getByName: (name: string) => bindings.LEDGER.getByName(`${name} of test ${test}`),
};

const QUEUE = {
  getByName: (name: string) => bindings.QUEUE.getByName(`${name} of test ${test}`),
};

/** Lets `limit` requests pass per key; its period never ends. */
export function limiterOf(limit: number): RateLimit {
  const counts = new Map<string, number>();
  return {
    async limit({ key }) {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return { success: count <= limit };
    },
  };
}

export const ENV = {
  ASSEMBLYAI_API_KEY: API_KEY,
  ACCESS_CODES: `anna:${ANNA},ben:${BEN}`,
  ALLOWED_ORIGINS: EXTENSION,
  LEDGER,
  QUEUE,
  CODE_LIMIT: limiterOf(Infinity),
  ATTEMPT_LIMIT: limiterOf(Infinity),
};

export interface RequestOptions {
  readonly env?: Record<string, unknown>;
  readonly method?: string;
  /** `null` sends no `Authorization` header. */
  readonly code?: string | null;
  readonly origin?: string;
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
  /** The Worker's address. */
  readonly base?: string;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface WorkerUnderTest {
  readonly upstream: FakeAssemblyAi;
  /** Lines that the Worker logged in this test. */
  readonly log: readonly string[];
  ask(path: string, options?: RequestOptions): Promise<Reply>;
  /** Returns the response unread. */
  open(path: string, options?: RequestOptions): Promise<Response>;
}

/** Call it at the top of a test file. */
export function openWorker(): WorkerUnderTest {
  let upstream = openFakeAssemblyAi();
  let answers: string[] = [];
  let log: string[] = [];

  beforeEach(async () => {
    test = crypto.randomUUID();
    await keepModelList();
    upstream = openFakeAssemblyAi();
    answers = [];
    log = [];
    for (const level of ["debug", "log", "info", "warn", "error"] as const) {
      vi.spyOn(console, level).mockImplementation((...words) => void log.push(words.join(" ")));
    }
  });

  afterEach(async () => {
    await upstream.settled();
    vi.restoreAllMocks();
    expectNoSecrets([...answers, ...log]);
    for (const field of log.flatMap(fieldsOf)) expect(LOGGED_FIELDS).toContain(field);
  });

  return {
    get upstream() {
      return upstream;
    },
    get log() {
      return log;
    },
    open: (path, options = {}) =>
      serve(requestFor(path, options), options.env ?? ENV, upstream.platform),
    async ask(path, options) {
      const response = await this.open(path, options);
      const text = await response.text();
      await upstream.settled();
      const isGrant = /^\/v1\/token(\?|$)/.test(path) && response.status === 200;
      answers.push([...response.headers].join("\n"), isGrant ? text.replace(TOKEN, "") : text);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      expect(response.headers.get("Vary")).toBe("Origin");
      expect(response.headers.get("Earshot-Version")).toMatch(/^\d+\.\d+\.\d+$/);
      const isJson = response.headers.get("Content-Type") === "application/json";
      const body: unknown = isJson ? JSON.parse(text) : text;
      return { status: response.status, headers: response.headers, body };
    },
  };
}

/** Notes ask for the list of models once a day; here before the test, so that its requests are the test's own. */
async function keepModelList(): Promise<void> {
  const { setup } = environmentOf(ENV);
  if (setup.ok) await listedModels(setup.deployment, openFakeAssemblyAi().platform);
}

const BASE = "https://earshot.example";
/** Address at which `ALLOWED_ORIGINS=*` is allowed. */
export const LOCAL = "http://127.0.0.1:8787";

function requestFor(path: string, options: RequestOptions): Request {
  const { method, code = ANNA, origin, body, headers, base = BASE, signal } = options;
  return new Request(`${base}${path}`, {
    method: method ?? (path === "/v1/token" || path === "/v1/chat" ? "POST" : "GET"),
    headers: {
      ...(code === null ? {} : { Authorization: `Bearer ${code}` }),
      ...(origin === undefined ? {} : { Origin: origin }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
}

export function expectNoSecrets(texts: readonly string[]): void {
  for (const text of texts) {
    for (const secret of [API_KEY, ANNA, BEN, TOKEN, WORDS]) expect(text).not.toContain(secret);
  }
}

/** Fields that `worker/README.md#logs` lists. */
export const LOGGED_FIELDS: ReadonlySet<string> = new Set(
  [...(/\n## Logs\n(.*?)\n## /s.exec(readme)?.[1] ?? "").matchAll(/^\| `(\w+)`/gm)].map(
    ([, field]) => field ?? "",
  ),
);

/** @param line Of the log. */
export const fieldsOf = (line: string): string[] => Object.keys(JSON.parse(line) as object);

/** Reasons in the log. */
export const reasonsIn = (log: readonly string[]): string[] =>
  log.map((line) => v.parse(v.object({ reason: v.string() }), JSON.parse(line)).reason);

/** Expects an `ErrorReply` with this status and code, and a message of two sentences or more. */
export function expectRefusal(
  { status, body }: Reply,
  expectedStatus: number,
  code: ErrorCode,
  words: string | RegExp = "",
): void {
  const { error } = v.parse(ErrorReply, body);
  expect([status, error.code]).toEqual([expectedStatus, code]);
  expect(error.message).toMatch(words);
  expect(error.message).toMatch(/^[A-Z].+\. .+\.$/s);
}
