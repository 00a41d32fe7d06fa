/** Prompts for the insight: those on offer, and what any must satisfy before a speech session can carry it (protocol §7). */

export const TURN_TAG = "{{turn}}";

/** In the order in which they are offered. */
export const INSIGHT_KINDS = ["summary", "takeaway", "actions", "feedback"] as const;
export type InsightKind = (typeof INSIGHT_KINDS)[number];

const TRANSCRIPT = `Transcript: ${TURN_TAG}`;

export const INSIGHT_PROMPTS: Readonly<Record<InsightKind, string>> = {
  summary: `Provide a brief summary of the transcript.\n\n${TRANSCRIPT}`,
  takeaway: `State the main take-away of the transcript in one sentence.\n\n${TRANSCRIPT}`,
  actions: `List the action items in the transcript, with owner and date where they are said. If there are none, write "None."\n\n${TRANSCRIPT}`,
  feedback: `List the feedback in the transcript, each point with the exact words in quotation marks. If there is none, write "None."\n\n${TRANSCRIPT}`,
};

/** What a prompt of one's own can begin with. */
export const BARE_INSIGHT_PROMPT = `\n\n${TRANSCRIPT}`;

/** Null: it is the person's own. */
export const insightKindOf = (prompt: string): InsightKind | null =>
  INSIGHT_KINDS.find((kind) => INSIGHT_PROMPTS[kind].trim() === prompt.trim()) ?? null;

/**
 * The prompt travels in the address of the speech session, together with a token of about 2.6 kB, and the whole address
 * must stay under 8 kB (protocol §1).
 */
const MAX_ENCODED_PROMPT = 4_000;

export type InsightPromptFault = "no-turn-tag" | "too-long";

export function insightPromptFault(prompt: string): InsightPromptFault | null {
  if (!prompt.includes(TURN_TAG)) return "no-turn-tag";
  return encodeURIComponent(JSON.stringify(prompt.toWellFormed())).length > MAX_ENCODED_PROMPT
    ? "too-long"
    : null;
}
