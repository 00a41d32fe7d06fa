/** `POST /v1/chat`: one completion of a language model, within the limits of this deployment. */

import { ok } from "../../core/problem.ts";
import { ChatRequest, type LanguageModel } from "../../core/protocol/worker-api.ts";
import { askForDebit, correct, pursesOf } from "../budget/budget.ts";
import { modelPrice, pricesOf, type ModelTokens } from "../budget/prices.ts";
import { requeued, takeSlot } from "../budget/slot.ts";
import type { BudgetKind } from "../budget/spending.ts";
import type { Deployment } from "../environment.ts";
import { json } from "../http.ts";
import { refuse, type Outcome } from "../refusal.ts";
import { readBody } from "../request-body.ts";
import type { RequestContext } from "../request-context.ts";
import { listedModels, offeredModels } from "../upstream/offered-models.ts";
import type { Completion } from "../upstream/services.ts";

/** Debits the most that the request can cost, and settles by what the reply states, or by an estimate of what came. */
export async function chat(context: RequestContext): Promise<Outcome<Response>> {
  const { request, deployment, platform } = context;
  const { service, baseUrl, maxBytes } = deployment.chat;
  // The schema passes on five fields, so this Worker is no relay for anything else.
  const asked = await readBody(context, ChatRequest, maxBytes);
  if (!asked.ok) return asked;
  const listed = await listedModels(deployment, platform);
  const model = chooseModel(asked.value.model, deployment, listed);
  if (!model.ok) return model;
  const completion = completionOf(asked.value, model.value, deployment.chat);
  const slot = await takeSlot(context, completion.model);
  if (!slot.ok) return slot;
  const prices = pricesOf(deployment, listed);
  const models = [completion.model, ...completion.fallbackModels];
  const costOf = (tokens: ModelTokens): Partial<Record<BudgetKind, number>> => ({
    model_tokens: tokens.input + tokens.output,
    money: modelPrice(prices, models, tokens),
  });
  const debited = await askForDebit(context, (store, key) =>
    store.debit(key, {
      want: 1,
      least: 1,
      purses: pursesOf(deployment, costOf(mostTokens(completion))),
      now: platform.now(),
    }),
  );
  if (!debited.ok) return debited;
  const reply = await service.complete(
    { baseUrl, apiKey: deployment.apiKey },
    completion,
    { platform, signal: request.signal },
    ({ isStated, ...tokens }) =>
      correct(context, (store) => store.settle(debited.value.value, costOf(tokens), isStated)),
  );
  if (!reply.ok) return refuse(await requeued(context, completion.model, reply.problem));
  return ok(reply.value instanceof ReadableStream ? eventStream(reply.value) : json(reply.value));
}

/** What the service does not state about a model is absent. */
type ChosenModel = Pick<LanguageModel, "id" | "streams">;

function chooseModel(
  requested: string | undefined,
  deployment: Deployment,
  listed: readonly LanguageModel[],
): Outcome<ChosenModel> {
  const id = requested ?? deployment.chat.defaultModel;
  const offered = offeredModels(deployment, listed);
  if (offered.includes(id)) return ok(listed.find((model) => model.id === id) ?? { id });
  // Without the list nothing tells whether the model is on it, or what it costs.
  return deployment.chat.models.length === 0 && listed.length === 0
    ? refuse({ reason: "upstream-unreachable", service: "language" })
    : refuse({ reason: "model-not-offered", model: id, offered });
}

const completionOf = (
  { messages, max_tokens, temperature, stream }: ChatRequest,
  { id: model, streams }: ChosenModel,
  limits: Deployment["chat"],
): Completion => ({
  model,
  messages,
  maxTokens: Math.min(max_tokens ?? limits.maxTokens, limits.maxTokens),
  temperature,
  // A model that can't stream would refuse the request, or ignore the wish.
  stream: stream === true && streams !== false,
  fallbackModels: limits.fallbackModels.filter((fallback) => fallback !== model),
});

/** A token takes one byte at the least, and text can be written for which that is the rule. */
const mostTokens = ({ messages, maxTokens }: Completion): ModelTokens => ({
  input: new TextEncoder().encode(JSON.stringify(messages)).byteLength,
  output: maxTokens,
});

const eventStream = (body: ReadableStream<Uint8Array>): Response =>
  new Response(body, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } });
