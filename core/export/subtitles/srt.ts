/**
 * Writes a meeting as SubRip, in UTF-8 without byte order mark. Many players show one subtitle at a time, so subtitles never
 * overlap: if two people speak at once, the first is shown until read, or both in one subtitle if they are short. A speaker is named
 * in the text after each change, because SubRip has no other place for names.
 */

import { speakerName, type SpeakerNames } from "../../transcript/speaker.ts";
import type { SpeakerKey } from "../../meeting.ts";
import type { DocumentSource, DocumentWords } from "../document.ts";
import { oneLine } from "../one-line.ts";
import { type Cue, cueTime, DASH, lastSpeaker, MOST_COLUMNS } from "./cue.ts";
import { withDialogues } from "./dialogue.ts";
import { cuesOf } from "./spoken-cues.ts";
import { inSequence } from "./in-sequence.ts";
import { dialogueLines } from "./reading-time.ts";
import { piecesOf, widthOf } from "./width.ts";

export function meetingSrt({ turns }: DocumentSource, { speakers }: DocumentWords): string {
  const label = (speaker: SpeakerKey): string => labelOf(speaker, speakers);
  const labelWidth = (speaker: SpeakerKey): number => widthOf(label(speaker));
  const spoken = withDialogues(cuesOf(turns, speakers, labelWidth), labelWidth);
  const cues = inSequence(spoken, labelWidth);
  return cues
    .map((cue, index) => {
      const before = cues[index - 1];
      const isNew = !before || lastSpeaker(before) !== cue.speaker;
      const lines = cue.reply
        ? dialogueLines(cue, cue.reply).map((each) => DASH + label(each.speaker) + each.line)
        : withLabel(cue.lines, isNew ? label(cue.speaker) : "");
      return block(cue, index + 1, lines);
    })
    .join("\n");
}

/** Leaves room for words beside the name. */
const MOST_NAME_COLUMNS = MOST_COLUMNS / 2;

function labelOf(speaker: SpeakerKey, names: SpeakerNames): string {
  const name = oneLine(speakerName(speaker, names));
  const [shown = "", ...rest] = piecesOf(name, MOST_NAME_COLUMNS);
  return `${shown}${rest.length > 0 ? "…" : ""}: `;
}

function block({ startMs, endMs }: Cue, number: number, lines: readonly string[]): string {
  const time = `${cueTime(startMs, ",")} --> ${cueTime(endMs, ",")}`;
  const text = lines.map(withoutMarkup).join("\n");
  return `${number}\n${time}\n${text}\n`;
}

/** Puts the name on a line of its own if the first word fills a line. */
const withLabel = ([first = "", ...rest]: readonly string[], label: string): readonly string[] =>
  widthOf(label + first) <= MOST_COLUMNS
    ? [label + first, ...rest]
    : [label.trimEnd(), first, ...rest];

/** SubRip has no escapes: players read `<…>` and `{\…}` as markup, and parsers read an arrow as a time. */
const withoutMarkup = (text: string): string =>
  text.replaceAll("<", "‹").replaceAll(">", "›").replaceAll("{\\", "(\\");
