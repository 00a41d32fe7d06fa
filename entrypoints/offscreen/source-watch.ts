/** Watches over the page that is being recorded: only the service worker can see it, so it is asked again and again. */

import { browser } from "wxt/browser";
import type { Problem } from "../../core/problem.ts";
import type { ControlMessage, SourceResult } from "../../core/protocol/control.ts";
import { reportSurprise } from "../shared/report-surprise.ts";

/** Sooner than a crashed page is taken for a silent one. */
const LOOK_EVERY_MS = 3_000;

/** Says what is wrong with the page, or null, at every look; nothing any more once `signal` is aborted. */
export function watchSource(onLook: (found: Problem | null) => void, signal: AbortSignal): void {
  const question: ControlMessage = { to: "background", type: "look-at-source" };
  const look = async (): Promise<void> => {
    const answer: SourceResult = await browser.runtime.sendMessage(question);
    if (!answer.ok) return reportSurprise("looking at the source")(answer.problem);
    if (!signal.aborted) onLook(answer.value);
  };
  const looking = setInterval(() => {
    look().catch(reportSurprise("looking at the source"));
  }, LOOK_EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(looking), { once: true });
}
