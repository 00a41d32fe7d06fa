/** A model behind an OpenAI-compatible address that the user entered, such as Ollama or LM Studio on this computer. */

import * as v from "valibot";
import type { LanguageRequest } from "../../../core/language/language-request.ts";
import { estimateTokens } from "../../../core/notes/transcript-lines.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { errorWords, oneLine } from "../../../core/protocol/model-reply.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import type { NotesSettings } from "../../../core/settings/settings.ts";
import type { LanguageService } from "./language-service.ts";
import {
  answerText,
  NetworkError,
  overNetwork,
  piecesOf,
  readReplyStream,
} from "../../shared/reply-stream.ts";
import { parseServiceUrl } from "../../shared/worker-client.ts";

type Address = Pick<NotesSettings, "localAddress" | "localModel">;

const ModelList = v.object({ data: v.array(v.object({ id: v.string() })) });

/** A model on an ordinary processor reads slowly. */
const TIMEOUT_MS = 600_000;

export const localModelService = ({ localAddress, localModel }: Address): LanguageService => ({
  contextTokens: async () => null,

  async ask(request, signal, { onText }) {
    const base = baseOf(localAddress);
    if (!base.ok) return base;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const options = { signal: AbortSignal.any([signal, timeout]), ...OPTIONS };
      const model = localModel === "" ? await firstModel(base.value, options) : ok(localModel);
      if (!model.ok) return model;
      return await complete(base.value, model.value, request, options, onText);
    } catch (error) {
      signal.throwIfAborted();
      if (timeout.aborted) return fail("local-model-unreachable", `> ${TIMEOUT_MS / 1000} s`);
      if (error instanceof NetworkError) return fail(await reasonOf(base.value));
      throw error;
    }
  },
});

const OPTIONS = {
  cache: "no-store",
  credentials: "omit",
  referrerPolicy: "no-referrer",
} as const satisfies RequestInit;

/** Servers show their root in a browser, while the interface lies below `/v1`. */
function baseOf(address: string): Result<URL> {
  const url = parseServiceUrl(address);
  if (url?.pathname === "/") url.pathname = "/v1/";
  return url ? ok(url) : fail("local-model-address-invalid");
}

async function firstModel(base: URL, options: RequestInit): Promise<Result<string>> {
  const response = await overNetwork(fetch(new URL("models", base), options));
  const list = v.safeParse(ModelList, parseJson(await answerText(response)));
  const [first] = list.success ? list.output.data : [];
  return first ? ok(first.id) : fail("local-model-missing");
}

async function complete(
  base: URL,
  model: string,
  { messages }: LanguageRequest,
  options: RequestInit,
  onText: (content: string) => void,
): Promise<Result<ChatReply>> {
  const response = await overNetwork(
    fetch(new URL("chat/completions", base), {
      ...options,
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        model,
        messages,
        stream: true,
        stream_options: { include_usage: true },
      }),
    }),
  );
  if (!response.ok || !response.body) {
    const words = oneLine(errorWords(parseJson(await answerText(response))));
    return fail("notes-refused", words || `HTTP ${response.status}`);
  }
  // Nobody bills tokens of this computer.
  const listener = { onText, onUsage: async () => {} };
  const end = await readReplyStream(piecesOf(response.body), model, listener);
  if (end.type !== "reply")
    return fail("notes-failed", (end.type === "error" && end.words) || undefined);
  return isTruncated(messages, end.reply) ? fail("notes-too-long") : ok(end.reply);
}

/** Below this share of the estimate, the server has dropped a part of the request. */
const LEAST_READ = 0.6;

/** Ollama drops what exceeds its context without a word, but states how many tokens it has read. */
function isTruncated(messages: LanguageRequest["messages"], { usage }: ChatReply): boolean {
  const sent = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  return usage.input_tokens > 0 && usage.input_tokens < LEAST_READ * sent;
}

/** An opaque request succeeds if the server is there: then it refuses Earshot's origin. */
async function reasonOf(base: URL): Promise<"local-model-origin" | "local-model-unreachable"> {
  try {
    await fetch(new URL("models", base), {
      ...OPTIONS,
      mode: "no-cors",
      signal: AbortSignal.timeout(5_000),
    });
    return "local-model-origin";
  } catch {
    return "local-model-unreachable";
  }
}
