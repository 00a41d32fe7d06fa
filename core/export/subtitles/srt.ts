/**
 * A meeting as SubRip, in UTF-8 without byte order mark. Many players show one subtitle at a time, so none overlaps another:
 * where two speak at once the one who spoke first is shown until read, and the other then. Speakers are named where they
 * change, for there is no other place for it.
 */

import { speakerName, type SpeakerNames } from "../../transcript/speaker.ts";
import type { SpeakerKey } from "../../meeting.ts";
import type { DocumentSource, DocumentWords } from "../document.ts";
import { oneLine } from "../one-line.ts";
import type { Cue } from "./cue.ts";
import { cueTime } from "./cue-time.ts";
import { cuesOf } from "./cues.ts";
import { inSequence } from "./in-sequence.ts";
import { MOST_COLUMNS } from "./rules.ts";
import { piecesOf, widthOf } from "./width.ts";

export function meetingSrt({ turns }: DocumentSource, { speakers }: DocumentWords): string {
  const labelWidth = (speaker: SpeakerKey): number => widthOf(labelOf(speaker, speakers));
  const cues = inSequence(cuesOf(turns, speakers, labelWidth));
  const isNew = (index: number): boolean => cues[index]?.speaker !== cues[index - 1]?.speaker;
  return cues
    .map((cue, index) => block(cue, index + 1, isNew(index) ? labelOf(cue.speaker, speakers) : ""))
    .join("\n");
}

/** Leaves room for words beside it. */
const MOST_NAME_COLUMNS = MOST_COLUMNS / 2;

function labelOf(speaker: SpeakerKey, names: SpeakerNames): string {
  const name = oneLine(speakerName(speaker, names));
  const [shown = "", ...rest] = piecesOf(name, MOST_NAME_COLUMNS);
  return `${shown}${rest.length > 0 ? "…" : ""}: `;
}

function block({ startMs, endMs, lines }: Cue, number: number, label: string): string {
  const time = `${cueTime(startMs, ",")} --> ${cueTime(endMs, ",")}`;
  const text = withLabel(lines, label).map(withoutMarkup).join("\n");
  return `${number}\n${time}\n${text}\n`;
}

/** A word that fills a line has the name above it. */
const withLabel = ([first = "", ...rest]: readonly string[], label: string): readonly string[] =>
  widthOf(label + first) <= MOST_COLUMNS
    ? [label + first, ...rest]
    : [label.trimEnd(), first, ...rest];

/** Players take tags in angle brackets and `{\…}` for markup, readers an arrow for a time, and nothing can be escaped. */
const withoutMarkup = (text: string): string =>
  text.replaceAll("<", "‹").replaceAll(">", "›").replaceAll("{\\", "(\\");
