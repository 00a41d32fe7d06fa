/** The seam to what writes notes. `language-services.ts` chooses between its implementations. */

import type { LanguageRequest, ReplyListener } from "../../../core/language/language-request.ts";
import type { Result } from "../../../core/problem.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";

export interface LanguageService {
  /** @returns most tokens of transcript for one request; `null` if the settings alone decide */
  contextTokens(languages: readonly string[]): Promise<number | null>;
  /**
   * Resolves when the reply is complete. Fails with `notes-too-long` if a request with less transcript is worth a try.
   *
   * @throws the reason of `signal` if it aborts
   */
  ask(
    request: LanguageRequest,
    signal: AbortSignal,
    listener: ReplyListener,
  ): Promise<Result<ChatReply>>;
}
