/** The LLM Gateway's catalogue of models, `GET /v1/models` (docs/protocol.md#llm-gateway). It needs no key. */

import * as v from "valibot";
import { ok } from "../../../core/problem.ts";
import type { LanguageModel } from "../../../core/protocol/worker-api.ts";
import { refuse } from "../../refusal.ts";
import { exchange } from "../exchange.ts";
import type { Endpoint, LanguageService, UpstreamContext } from "../services.ts";

const TIMEOUT_MS = 4_000;

const service = "language";

export async function listModels(
  { baseUrl }: Pick<Endpoint, "baseUrl">,
  context: UpstreamContext,
): ReturnType<LanguageService["models"]> {
  const reply = await exchange(
    {
      service,
      url: `${baseUrl}/v1/models`,
      init: { method: "GET", headers: {} },
      timeoutMs: TIMEOUT_MS,
      retries: 0,
    },
    context,
  );
  if (!reply.ok) return reply;
  const { status, body } = reply.value;
  if (status >= 500) return refuse({ reason: "upstream-broken", service, status });
  if (status !== 200 || body === undefined)
    return refuse({ reason: "upstream-unreadable", service });
  return ok(modelsIn(body, regionOf(baseUrl), context.platform.now()));
}

type Region = "us" | "eu";

const regionOf = (baseUrl: string): Region =>
  new URL(baseUrl).hostname.includes(".eu.") ? "eu" : "us";

/** US dollars per million tokens. */
const price = v.pipe(v.number(), v.finite(), v.minValue(0));
const Tier = v.object({ prompt: price, completions: price });
const tier = v.optional(v.fallback(v.nullable(Tier), null), null);

/** Anything but the id may be missing or of another form, and is then not stated. */
const Entry = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  pricing: v.optional(
    v.fallback(
      v.nullable(
        v.object({
          us: tier,
          eu: tier,
          global: tier,
          regional_increase_percent: v.optional(v.fallback(price, 0), 0),
        }),
      ),
      null,
    ),
    null,
  ),
  supported_parameters: v.optional(v.fallback(v.nullable(v.array(v.string())), null), null),
  available_regions: v.optional(v.fallback(v.array(v.string()), []), []),
  retirement_date: v.optional(v.fallback(v.union([v.number(), v.string()]), 0), 0),
});
type Entry = v.InferOutput<typeof Entry>;

const Catalogue = v.object({ data: v.array(v.unknown()) });

/** Those that the region has and that are not retired yet; none if the body has another form. */
function modelsIn(body: unknown, region: Region, nowMs: number): readonly LanguageModel[] {
  const catalogue = v.safeParse(Catalogue, body);
  const entries = (catalogue.success ? catalogue.output.data : []).flatMap((wire) => {
    const entry = v.safeParse(Entry, wire);
    return entry.success && isInRegion(entry.output, region) ? [entry.output] : [];
  });
  // If no model lists "stream", the catalogue does not state what streams.
  const statesStreaming = entries.some(streams);
  return entries.flatMap((entry) => {
    const retiresMs = dateOf(entry.retirement_date);
    if (retiresMs !== null && retiresMs <= nowMs) return [];
    const priced = priceIn(entry, region);
    return {
      id: entry.id,
      ...(priced && { price: priced }),
      ...(statesStreaming && entry.supported_parameters && { streams: streams(entry) }),
      ...(retiresMs !== null && { retires: new Date(retiresMs).toISOString().slice(0, 10) }),
    };
  });
}

const isInRegion = ({ available_regions }: Entry, region: Region): boolean =>
  available_regions.length === 0 || available_regions.includes(region);

const streams = ({ supported_parameters }: Entry): boolean =>
  supported_parameters?.includes("stream") ?? false;

/** Of the region, else the global price with the region's increase: requests are regional unless they opt out. */
function priceIn({ pricing }: Entry, region: Region): LanguageModel["price"] {
  const regional = pricing?.[region];
  if (regional) return { input: regional.prompt, output: regional.completions };
  if (!pricing?.global) return undefined;
  const { prompt, completions } = pricing.global;
  const factor = 1 + shareOf(pricing.regional_increase_percent);
  return { input: rounded(prompt * factor), output: rounded(completions * factor) };
}

/** Ten percent were seen as `10` and as `0.1`. */
const shareOf = (percent: number): number => (percent > 1 ? percent / 100 : percent);

const rounded = (dollars: number): number => Number(dollars.toFixed(6));

/** Seconds of Unix time up to here, milliseconds above. */
const LARGEST_SECONDS = 1e11;

/** @returns Unix time in ms; `null` for 0, which means that no retirement is planned, and for what is no date */
function dateOf(stated: number | string): number | null {
  if (stated === 0) return null;
  const ms =
    typeof stated === "string"
      ? Date.parse(stated)
      : stated * (stated < LARGEST_SECONDS ? 1000 : 1);
  return Number.isNaN(new Date(ms).getTime()) ? null : ms;
}
