/** Why a model stopped: every provider behind the gateway has words of its own (protocol §6). */

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
