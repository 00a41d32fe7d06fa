/** Maps the reason why a model stopped: each provider behind the gateway has its own words (docs/protocol.md#llm-gateway). */

import type { ChatReply } from "./worker-api.ts";

export function finishReasonOf(theirs: string): ChatReply["finish_reason"] {
  switch (theirs.toLowerCase()) {
    case "stop":
    case "end_turn":
      return "stop";
    case "length":
    case "max_tokens":
      return "length";
    default:
      return "other";
  }
}
