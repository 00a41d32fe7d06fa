/** `GET /v1/models`: a few entries of the catalogue in its shape. Needs no key (docs/protocol.md#llm-gateway). */

import { json, type Answer } from "../http-answers.ts";
import { streams } from "./gateway-reply.ts";

interface Model {
  readonly id: string;
  readonly creator: string;
  readonly contextLength: number;
  /** Invented prices in US dollars per million tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Unix time in seconds. */
  readonly retiresAt?: number;
}

const MODELS: readonly Model[] = [
  model("claude-sonnet-4-6", "anthropic", 200_000, 3, 15),
  model("claude-haiku-4-5-20251001", "anthropic", 200_000, 1, 5),
  model("gpt-5-mini", "openai", 400_000, 0.25, 2),
  { ...model("gpt-4.1", "openai", 1_000_000, 2, 8), retiresAt: Date.UTC(2035, 11, 31) / 1000 },
  model("gemini-2.5-flash", "google", 1_000_000, 0.3, 2.5),
  model("qwen3.5-4b-32k-fast", "alibaba", 32_000, 0.1, 0.3),
];

function model(
  id: string,
  creator: string,
  contextLength: number,
  inputPrice: number,
  outputPrice: number,
): Model {
  return { id, creator, contextLength, inputPrice, outputPrice };
}

export function answerModels(): Answer {
  return json(200, { data: MODELS.map(describe) });
}

const describe = ({ id, creator, contextLength, inputPrice, outputPrice, retiresAt }: Model) => ({
  id,
  name: id,
  description: "Answered by the local language model.",
  default_parameters: { temperature: null, top_p: null, frequency_penalty: null },
  supported_parameters: ["max_tokens", "temperature", ...(streams(id) ? ["stream"] : [])],
  context_length: contextLength,
  top_provider: {
    is_moderated: false,
    context_length: contextLength,
    max_completion_tokens: 8192,
  },
  pricing: {
    global: { prompt: inputPrice, completions: outputPrice },
    regional_increase_percent: 10,
  },
  creator,
  retirement_date: retiresAt ?? 0,
  available_regions: creator === "openai" ? ["us"] : ["us", "eu"],
  providers: [creator],
  default_provider: creator,
});
