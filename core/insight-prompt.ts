/** What a prompt for the insight must satisfy before a speech session can carry it (protocol §7). */

export const TURN_TAG = "{{turn}}";

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
