/**
 * Interfaces of the services behind the Worker. Routes know these alone. Another service is one more folder beside
 * `assemblyai/` and its name in `environment.ts`.
 */

import type {
  ChatReply,
  ChatRequest,
  LanguageModel,
  TokenGrant,
} from "../../core/protocol/worker-api.ts";
import type { Platform } from "../platform.ts";
import type { Outcome } from "../refusal.ts";

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export interface Endpoint {
  /** http or https, without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface UpstreamContext {
  readonly platform: Platform;
  /** Aborts when the caller disconnects. */
  readonly signal?: AbortSignal;
}

export interface SessionTerms {
  /** Longest duration of the session. */
  readonly sessionSeconds: number;
  /** Time in which the token must be redeemed. */
  readonly windowSeconds: number;
}

export interface SpeechService {
  readonly defaultUrl: string;
  readonly sessionSeconds: Bounds;
  readonly windowSeconds: Bounds;
  /** Mints a token for one speech session. */
  mintToken(
    endpoint: Endpoint,
    terms: SessionTerms,
    context: UpstreamContext,
  ): Promise<Outcome<TokenGrant>>;
  /** @returns where the service processes audio, for instance "eu" or "global" */
  regionOf(baseUrl: string): string;
}

export interface Completion {
  readonly model: string;
  readonly messages: ChatRequest["messages"];
  readonly maxTokens: number;
  readonly temperature: number | undefined;
  readonly stream: boolean;
  /** Tried in this order if the model fails; without the model itself. */
  readonly fallbackModels: readonly string[];
}

/** Tokens that the language service bills. */
export interface Bill {
  readonly input: number;
  readonly output: number;
  /** By the service itself; otherwise estimated, and perhaps too low. */
  readonly isStated: boolean;
}

export interface LanguageService {
  readonly defaultUrl: string;
  readonly maxFallbacks: number;
  /**
   * Asks a model once.
   *
   * @param onBilled Called once with what is billed, as soon as it is stated or can be estimated from the text that came. Not called if nothing tells: the service may have billed the most the request can cost.
   * @returns the reply, or a stream of server-sent events if one was requested and the model can stream
   */
  complete(
    endpoint: Endpoint,
    completion: Completion,
    context: UpstreamContext,
    onBilled: (bill: Bill) => void,
  ): Promise<Outcome<ChatReply | ReadableStream<Uint8Array>>>;
  /**
   * The models on offer, free of charge; none if the service does not state them. Does not prove that the key is accepted,
   * or may use them.
   */
  models(endpoint: Endpoint, context: UpstreamContext): Promise<Outcome<readonly LanguageModel[]>>;
}
