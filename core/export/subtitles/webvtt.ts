/**
 * A meeting as WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format"): every subtitle in a voice span of its speaker. Where
 * two speak at once their subtitles overlap, and players show one above the other. Without byte order mark.
 */

import { CHANNEL_NAMES } from "../../meeting.ts";
import { speakerName } from "../../transcript/speaker.ts";
import type { DocumentSource, DocumentWords } from "../document.ts";
import { oneLine } from "../one-line.ts";
import type { Cue } from "./cue.ts";
import { cueTime } from "./cue-time.ts";
import { cuesOf } from "./cues.ts";
import { inSequence } from "./in-sequence.ts";

export function meetingWebVtt(source: DocumentSource, words: DocumentWords): string {
  const title = oneLine(source.meeting.title) || words.untitled;
  const all = cuesOf(source.turns, words.speakers, () => 0);
  const cues = CHANNEL_NAMES.flatMap((name) =>
    inSequence(all.filter(({ channel }) => channel === name)),
  );
  const blocks = cues
    .toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
    .map((cue) => block(cue, speakerName(cue.speaker, words.speakers)));
  return `${["WEBVTT", `NOTE\n${asNote(title)}\n${asNote(words.date)}`, ...blocks].join("\n\n")}\n`;
}

/** A comment has no escapes, and an arrow would make it a subtitle. */
const asNote = (text: string): string => text.replaceAll("-->", "→");

function block({ startMs, endMs, lines }: Cue, speaker: string): string {
  const time = `${cueTime(startMs, ".")} --> ${cueTime(endMs, ".")}`;
  return `${time}\n<v ${escaped(oneLine(speaker))}>${lines.map(escaped).join("\n")}`;
}

/** WebVTT §6.4, "cue text parsing rules": what begins a tag or an escape; and `>`, which ends a tag or, in `-->`, the text. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
