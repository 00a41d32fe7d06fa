/**
 * Writes a meeting as WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format") without byte order mark. Each subtitle is a voice
 * span of its speaker, or two of them if somebody replies before the first could be read. Other subtitles of people who speak at once
 * overlap, and players show one above the other.
 */

import { CHANNEL_NAMES, type SpeakerKey } from "../../meeting.ts";
import { escapeText } from "../../text/escape-markup.ts";
import { speakerName, type SpeakerNames } from "../../transcript/speaker.ts";
import { type DocumentSource, type DocumentWords, draftNotes } from "../document.ts";
import { oneLine } from "../one-line.ts";
import { type Cue, cueTime, DASH } from "./cue.ts";
import { dialogueOf, withDialogues } from "./dialogue.ts";
import { cuesOf } from "./spoken-cues.ts";
import { inSequence } from "./in-sequence.ts";
import { dialogueLines, readingMs } from "./reading-time.ts";

export function meetingWebVtt(source: DocumentSource, words: DocumentWords): string {
  const title = oneLine(source.meeting.title) || words.untitled;
  const all = cuesOf(source.turns, words.speakers, NO_LABEL);
  const shown = CHANNEL_NAMES.flatMap((name) => {
    const own = all.filter(({ channel }) => channel === name);
    return inSequence(withDialogues(own, NO_LABEL), NO_LABEL);
  });
  const cues = withSharedCues(shown.toSorted(byTime));
  const blocks = cues.map((cue) => block(cue, words.speakers));
  const note = [title, words.date, ...draftNotes(source, words)].map(asNote).join("\n");
  return `${["WEBVTT", `NOTE\n${note}`, ...blocks].join("\n\n")}\n`;
}

/** Comments have no escapes, and an arrow would turn one into a subtitle. */
const asNote = (text: string): string => text.replaceAll("-->", "→");

const byTime = (a: Cue, b: Cue): number => a.startMs - b.startMs || a.endMs - b.endMs;

/** Joins two sides that overlap in quick lines, if nothing else is shown meanwhile. */
function withSharedCues(cues: readonly Cue[]): readonly Cue[] {
  const joined: Cue[] = [];
  let isReplyOf: Cue | null = null;
  let shownUntil = 0;
  for (const [index, cue] of cues.entries()) {
    if (isReplyOf === cue) continue;
    const next = cues[index + 1];
    const free = cues[index + 2]?.startMs ?? Infinity;
    const pair = next && cue.startMs >= shownUntil ? dialogueOf(cue, next, NO_LABEL) : null;
    if (next && pair && pair.endMs <= free) {
      const readMs = pair.startMs + readingMs(pair, undefined, NO_LABEL);
      joined.push({ ...pair, endMs: Math.min(Math.max(pair.endMs, readMs), free) });
      isReplyOf = next;
    } else joined.push(cue);
    shownUntil = Math.max(shownUntil, joined.at(-1)?.endMs ?? 0);
  }
  return joined;
}

/** Players don't show the names of voices. */
const NO_LABEL = (): number => 0;

function block(cue: Cue, names: SpeakerNames): string {
  const time = `${cueTime(cue.startMs, ".")} --> ${cueTime(cue.endMs, ".")}`;
  const voice = (speaker: SpeakerKey): string =>
    `<v ${escaped(oneLine(speakerName(speaker, names)))}>`;
  const text = cue.reply
    ? dialogueLines(cue, cue.reply).map(
        ({ speaker, line }) => `${voice(speaker)}${DASH}${escaped(line)}</v>`,
      )
    : [voice(cue.speaker) + cue.lines.map(escaped).join("\n")];
  return `${time}\n${text.join("\n")}`;
}

/** Escapes what begins a tag or escape, and `>`, which ends a tag or, as `-->`, the text (WebVTT §6.4, "cue text parsing rules"). */
const escaped = escapeText;
