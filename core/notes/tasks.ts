/** Tasks of a note: list items with a check box, `- [ ]` or `- [x]`. */

import type { Token, Tokens } from "marked";
import { markdownTokens } from "./markdown-limits.ts";

/** @returns the list items with a check box, in the order of the text */
export function tasksIn(tokens: readonly Token[]): readonly Tokens.ListItem[] {
  return tokens.flatMap((token) => {
    const below = "items" in token ? token["items"] : "tokens" in token ? token.tokens : undefined;
    const tasks = below ? tasksIn(below as readonly Token[]) : [];
    return isTask(token) ? [token, ...tasks] : tasks;
  });
}

const isTask = (token: Token): token is Tokens.ListItem =>
  token.type === "list_item" && token["task"] === true;

/** A check box, or what looks like one in code, in a link and the like. */
const BOX = /\[[ xX]\](?=\s)/g;

/**
 * Ticks or unticks one task.
 *
 * @param index place of the task in `tasksIn`
 * @returns the changed Markdown, or null if it has no such task
 */
export function withTaskDone(markdown: string, index: number, isDone: boolean): string | null {
  const before = tasksIn(markdownTokens(markdown) ?? []);
  if (!before[index]) return null;
  const box = isDone ? "[x]" : "[ ]";
  // Only the lexer knows which of them are tasks, so each is tried, the likeliest first.
  const places = Array.from(markdown.matchAll(BOX), ({ index: at }) => at);
  const [likeliest] = places.splice(index, 1);
  for (const at of likeliest === undefined ? places : [likeliest, ...places]) {
    const changed = markdown.slice(0, at) + box + markdown.slice(at + box.length);
    const after = tasksIn(markdownTokens(changed) ?? []);
    const isRight = after.every(({ checked }, place) =>
      place === index ? checked === isDone : checked === before[place]?.checked,
    );
    if (isRight && after.length === before.length) return changed;
  }
  return null;
}
