/**
 * Gives each person of a meeting a colour of the palette `--person-0` … (`components/styles/tokens.css`). It follows from the
 * speaker's key and the people that the user has added, so that it stays the same while turns arrive and names change.
 */

import type { SpeakerKey } from "../meeting.ts";
import { isChannel, isPerson, type SpeakerNames } from "./speaker.ts";

/** Number of colours. The first one belongs to the user's side alone. */
export const HUES = 7;
const OWN = 0;
const OTHERS = HUES - 1;

/** @param key unmerged, as `speakerKey` returns it */
export function hueOf(key: SpeakerKey, { names = {} }: Pick<SpeakerNames, "names">): number {
  if (isChannel(key)) return key === "mic" ? OWN : otherHue(0);
  // From the end of the palette, so that the first added people differ from the first labels.
  if (isPerson(key)) return otherHue(-1 - Object.keys(names).filter(isPerson).indexOf(key));
  return otherHue(1 + labelIndex(key.slice(key.indexOf(" ") + 1)));
}

const otherHue = (index: number): number => 1 + (((index % OTHERS) + OTHERS) % OTHERS);

/** A, B, … are 0, 1, …; labels of another form count by the sum of their characters. */
function labelIndex(label: string): number {
  const [first = "A", ...rest] = label;
  const letter = first.charCodeAt(0) - "A".charCodeAt(0);
  return rest.reduce((sum, character) => sum + character.charCodeAt(0), Math.max(0, letter));
}
