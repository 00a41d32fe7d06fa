/**
 * Writes a meeting as WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format") without byte order mark. Each subtitle is a voice
 * span of its speaker. Subtitles of people who speak at once overlap, and players show one above the other.
 */

import { CHANNEL_NAMES } from "../../meeting.ts";
import { speakerName } from "../../transcript/speaker.ts";
import { type DocumentSource, type DocumentWords, draftNotes } from "../document.ts";
import { oneLine } from "../one-line.ts";
import { type Cue, cueTime } from "./cue.ts";
import { cuesOf } from "./spoken-cues.ts";
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
  const note = [title, words.date, ...draftNotes(source, words)].map(asNote).join("\n");
  return `${["WEBVTT", `NOTE\n${note}`, ...blocks].join("\n\n")}\n`;
}

/** Comments have no escapes, and an arrow would turn one into a subtitle. */
const asNote = (text: string): string => text.replaceAll("-->", "→");

function block({ startMs, endMs, lines }: Cue, speaker: string): string {
  const time = `${cueTime(startMs, ".")} --> ${cueTime(endMs, ".")}`;
  return `${time}\n<v ${escaped(oneLine(speaker))}>${lines.map(escaped).join("\n")}`;
}

/** Escapes what begins a tag or escape, and `>`, which ends a tag or, as `-->`, the text (WebVTT §6.4, "cue text parsing rules"). */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
