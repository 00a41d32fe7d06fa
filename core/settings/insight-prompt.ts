/** Prompts for insights: a choice of them, and checks of a prompt before it is sent (docs/protocol.md#insights-in-the-stream). */

import { LONGEST } from "../bounds.ts";
import { KEY_POINT_KINDS, keyPointLabel } from "../notes/key-point-lines.ts";
import { withoutMarkup } from "../notes/transcript-lines.ts";

export const TURN_TAG = "{{turn}}";

/** In the order of the menu. */
export const INSIGHT_KINDS = [
  "points",
  "summary",
  "takeaway",
  "actions",
  "feedback",
  "coach",
] as const;
export type InsightKind = (typeof INSIGHT_KINDS)[number];

const TRANSCRIPT = `Transcript: ${TURN_TAG}`;

export const INSIGHT_PROMPTS: Readonly<Record<InsightKind, string>> = {
  points: `Pick the decisions, tasks, open questions and numbers that matter later from the transcript of one turn. Write each in as few words as possible on a line of its own that begins with one of these labels, always in English: ${KEY_POINT_KINDS.map((kind) => `"${keyPointLabel(kind)}:"`).join(", ")}. Name owner and date of a task where they are said. Write nothing else; if there is nothing to pick, write "None."\n\n${TRANSCRIPT}`,
  summary: `Provide a brief summary of the transcript.\n\n${TRANSCRIPT}`,
  takeaway: `State the main take-away of the transcript in one sentence.\n\n${TRANSCRIPT}`,
  actions: `List the action items in the transcript, with owner and date where they are said. If there are none, write "None."\n\n${TRANSCRIPT}`,
  coach: `You are a helpful coach. Provide an analysis of the transcript and offer areas to improve with exact quotes. Include no preamble.\n\n${TRANSCRIPT}`,
  feedback: `List the feedback in the transcript, each point with the exact words in quotation marks. If there is none, write "None."\n\n${TRANSCRIPT}`,
};

/**
 * The prompt as it is sent. A prompt of the user's own says itself in which language it is answered.
 *
 * @param language by its name; empty: that of the transcript
 */
export function promptIn(language: string, prompt: string): string {
  if (insightKindOf(prompt) === null) return prompt;
  const rule =
    language === ""
      ? "Write in the language of the transcript."
      : `Write in ${withoutMarkup(language)}; leave quotes as they were said.`;
  return prompt.replace(`\n\n${TRANSCRIPT}`, () => ` ${rule}\n\n${TRANSCRIPT}`);
}

/** Start of a prompt of the user's own. */
export const BARE_INSIGHT_PROMPT = `\n\n${TRANSCRIPT}`;

/** @returns `null` for a prompt of the user's own */
export const insightKindOf = (prompt: string): InsightKind | null =>
  INSIGHT_KINDS.find((kind) => INSIGHT_PROMPTS[kind].trim() === prompt.trim()) ?? null;

export type InsightPromptFault = "no-turn-tag" | "too-long";

export function insightPromptFault(prompt: string): InsightPromptFault | null {
  if (!prompt.includes(TURN_TAG)) return "no-turn-tag";
  return encodeURIComponent(JSON.stringify(prompt.toWellFormed())).length > LONGEST.encodedPrompt
    ? "too-long"
    : null;
}
