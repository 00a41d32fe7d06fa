/** Turns and insights for the terminal, each once, as they come. */

import { formatClock } from "../../core/clock-time.ts";
import { type ChannelName, type Turn, turnId } from "../../core/meeting.ts";

const SPEAKER: Record<ChannelName, string> = { tab: "Them", mic: "You" };
const INSIGHT_INDENT = " ".repeat(8);

/** Takes each turn as often as it changes, writes what has not been written yet, and answers whether the turn is new. */
export function turnPrinter(writeLine: (line: string) => void): (turn: Turn) => boolean {
  const printedTurns = new Set<string>();
  const printedInsights = new Set<string>();
  let last = "";

  return (turn) => {
    const id = turnId(turn);
    const time = formatClock(turn.startMs);
    const isNew = !printedTurns.has(id);
    if (isNew) {
      printedTurns.add(id);
      last = id;
      writeLine(`${time.padStart(7)}  ${SPEAKER[turn.channel]}: ${turn.text}`);
    }
    if (turn.insight !== null && !printedInsights.has(id)) {
      printedInsights.add(id);
      // A reply can come after the next turn: then it says whose it is.
      const whose = last === id ? "" : `(${time}) `;
      writeLine(`${INSIGHT_INDENT} ↳ ${whose}${turn.insight.replaceAll(/\s+/g, " ").trim()}`);
    }
    return isNew;
  };
}
