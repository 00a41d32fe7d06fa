/** Parses the body of `POST /v1/chat/completions` (docs/protocol.md#llm-gateway). */

import * as v from "valibot";
import type { Message } from "../../core/language/language-request.ts";

const Content = v.union([
  v.string(),
  v.array(v.object({ type: v.literal("text"), text: v.string() })),
]);

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const FIELDS = {
  model: v.pipe(v.string(), v.minLength(1)),
  messages: v.optional(
    v.pipe(
      v.array(
        v.object({
          role: v.picklist(["system", "user", "assistant", "tool"]),
          content: Content,
          name: v.optional(v.string()),
          tool_call_id: v.optional(v.string()),
        }),
      ),
      v.minLength(1),
    ),
  ),
  prompt: v.optional(v.string()),
  max_tokens: v.optional(positive),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
  top_p: v.optional(share),
  top_k: v.optional(positive),
  stream: v.optional(v.boolean()),
};

const Fallback = v.object({ ...v.partial(v.object(FIELDS)).entries, model: FIELDS.model });

const Body = v.pipe(
  v.object({
    ...FIELDS,
    fallbacks: v.optional(v.array(Fallback)),
    fallback_config: v.optional(
      v.object({
        depth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2))),
        retry: v.optional(v.boolean()),
      }),
    ),
  }),
  v.check(
    ({ messages, prompt }) => messages !== undefined || prompt !== undefined,
    "messages or prompt is required",
  ),
);

/** One request to one model. */
export interface Attempt {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly maxTokens: number;
  /** Settings that the reply echoes as `request`; never the messages. */
  readonly echo: Readonly<Record<string, string | number | boolean>>;
}

export interface CompletionRequest {
  readonly stream: boolean;
  /** The requested model, then as many fallbacks as `depth` allows. */
  readonly attempts: readonly [Attempt, ...Attempt[]];
  /** One more try after 500 ms if there is no fallback. */
  readonly retry: boolean;
}

export type ParsedCompletion =
  | { readonly ok: true; readonly request: CompletionRequest }
  | { readonly ok: false; readonly errors: readonly string[] };

const DEFAULT_MAX_TOKENS = 1000;

/** Default of `fallback_config.depth`, as the documentation implies. */
const DEFAULT_DEPTH = 1;

/** Ignores fields that this service does not use (tools, response_format, …). */
export function parseCompletion(text: string): ParsedCompletion {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, errors: ["request body is not valid JSON"] };
  }
  const parsed = v.safeParse(Body, body);
  if (!parsed.success) return { ok: false, errors: parsed.issues.map(describe) };

  const { fallbacks = [], fallback_config: config, ...first } = parsed.output;
  const chosen = fallbacks.slice(0, config?.depth ?? DEFAULT_DEPTH);
  return {
    ok: true,
    request: {
      stream: first.stream ?? false,
      attempts: [
        attempt(first),
        ...chosen.map((fallback) => attempt({ ...first, ...defined(fallback) })),
      ],
      retry: fallbacks.length === 0 && (config?.retry ?? true),
    },
  };
}

type Fields = v.InferOutput<v.ObjectSchema<typeof FIELDS, undefined>>;

function attempt(fields: Fields): Attempt {
  const { model, messages, prompt, ...settings } = fields;
  const maxTokens = settings.max_tokens ?? DEFAULT_MAX_TOKENS;
  return {
    model,
    messages: messages?.map(toMessage) ?? [{ role: "user", content: prompt ?? "" }],
    maxTokens,
    echo: { model, ...defined(settings), max_tokens: maxTokens },
  };
}

/** A tool's result counts as provided by the user. */
function toMessage(message: NonNullable<Fields["messages"]>[number]): Message {
  return {
    role: message.role === "tool" ? "user" : message.role,
    content: plainText(message.content),
  };
}

/** Joins content in parts. */
export const plainText = (content: v.InferOutput<typeof Content>): string =>
  typeof content === "string" ? content : content.map((part) => part.text).join("");

type Defined<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> };

const defined = <T extends object>(fields: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Defined<T>
  >;

function describe(issue: v.BaseIssue<unknown>): string {
  const where = issue.path?.map((item) => String(item.key)).join(".");
  return where === undefined ? issue.message : `${where}: ${issue.message}`;
}
