/**
 * The sink for unexpected errors in every context of the extension: they are logged to the console and, without content, into
 * the log that the user can save as diagnostics. The product goes on.
 */

import { type Problem, problem } from "../../core/problem.ts";
import { addError } from "./diagnostics-log.ts";

/** @returns a handler for `.catch`, which logs where the error happened */
export const reportUnexpected =
  (where: string) =>
  (unexpected: unknown): void => {
    console.error(`Earshot: ${where}:`, unexpected);
    addError(where, unexpected).catch((failure: unknown) => {
      console.error("Earshot: logging an unexpected error:", failure);
    });
  };

/** Reports an unexpected error. @returns it as the problem to show */
export function unexpectedProblem(where: string, error: unknown): Problem {
  reportUnexpected(where)(error);
  return problem("unexpected", String(error));
}

/**
 * Reports the errors of a context that no code catches. Each context calls it before anything else.
 *
 * @param scope the global scope of a page, a thread or the service worker
 * @returns stops listening
 */
export function listenForErrors(scope: EventTarget, context: string): () => void {
  const listening = new AbortController();
  const listen = (type: string, errorOf: (event: Event) => unknown): void =>
    scope.addEventListener(
      type,
      (event) => {
        // Handled here: Chrome would pass an error of a thread on to the document, which would log it again.
        event.preventDefault();
        reportUnexpected(context)(errorOf(event));
      },
      { signal: listening.signal },
    );
  listen("error", (event) => {
    const { error, message } = event as ErrorEvent;
    return error ?? message;
  });
  listen("unhandledrejection", (event) => (event as PromiseRejectionEvent).reason as unknown);
  listen("messageerror", () => new Error("A message could not be read."));
  return () => listening.abort();
}
