/** How a clause is written as a statement: its own words, without the throat-clearing before them. */

/** "so far we …" and "good morning" begin what is meant. */
const LEAD_IN =
  /^(?:(?:okay|ok|well|so(?! far)|and|but|yeah|yes|no|right|now|then|oh|great|good(?! morning| afternoon| evening)|alright|agreed|very well|um|uh)\b[,.]?\s+)+/i;

/** The clause must be inert (transcript.ts). */
export function statement(clause: string): string {
  const bare = clause.replace(LEAD_IN, "").replace(/[,;:\s]+$/, "");
  const ended = /[.?!]$/.test(bare) ? bare : `${bare}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
