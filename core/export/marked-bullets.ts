/** Writes behind each bullet of a note what is wrong with it, where something is. */

import type { BulletCheck } from "../notes/bullet-check.ts";
import type { SupportFault } from "../notes/support.ts";

/** Indentation and marker of a bullet. */
const BULLET = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s/;
/** What ends a bullet that runs over several lines. */
const ENDS_BULLET = /^\s*(?:$|#{1,6}\s|```|\|)/;

/** @param write one line of Markdown */
export function markedBullets(
  markdown: string,
  check: BulletCheck,
  write: (fault: SupportFault) => string,
): string {
  const lines = markdown.split("\n");
  const indents = lines.map((line) => BULLET.exec(line)?.[1]?.length ?? null);
  for (const [first, indent] of indents.entries()) {
    if (indent === null) continue;
    let end = first + 1;
    while (end < lines.length && indents[end] === null && !ENDS_BULLET.test(lines[end] ?? ""))
      end++;
    const own = lines.slice(first, end).join(" ").replace(BULLET, "");
    const fault = check(own, (indents[end] ?? -1) > indent);
    if (fault) lines[end - 1] += ` ${write(fault)}`;
  }
  return lines.join("\n");
}
