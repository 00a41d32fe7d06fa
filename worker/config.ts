/** `GET /v1/config`: what this deployment offers to the access code that asks. */

import { version } from "../package.json";
import type { WorkerConfig } from "../core/protocol/worker-api.ts";
import { isThisMachine } from "./hosts.ts";
import { json } from "./http.ts";
import { done, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";

export function config({ deployment, caller }: Visit): Outcome<Response> {
  const { speech, chat, prices } = deployment;
  const offer: WorkerConfig = {
    name: caller,
    version,
    region: regionOf(speech.baseUrl),
    notes: {
      default_model: chat.defaultModel,
      models: [...chat.models],
      max_tokens: chat.maxTokens,
    },
    ...(prices && { prices }),
    limits: {
      max_session_duration_seconds: speech.sessionMaxSeconds,
      max_chat_bytes: chat.maxBytes,
    },
  };
  return done(json(offer));
}

/**
 * Where the sound goes (protocol §2): "us" or "eu" where residency is promised, "global" where the service picks the
 * nearest place, "local" on this machine, otherwise the name of the host.
 */
function regionOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  if (hostname === "streaming.assemblyai.com") return "global";
  const residency = /^streaming\.(us|eu)\.assemblyai\.com$/.exec(hostname)?.[1];
  if (residency !== undefined) return residency;
  return isThisMachine(hostname) ? "local" : hostname;
}
