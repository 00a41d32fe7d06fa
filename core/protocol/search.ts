/** The border between panels and the search thread that they share. Nothing of it leaves this computer. */

import type { ChannelName, NoteSubject, TurnKey } from "../meeting.ts";
import type { Snippet } from "../search/snippet.ts";

export interface SearchFilter {
  /** Unix times in ms between which a meeting began; `null`: unbounded. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  /** Words of a speaker's name, as the user types them; "": all speakers. Titles, own lines and notes have no speaker. */
  readonly speaker: string;
}

/** Names of speakers who were given none, in the language of the panel. */
export interface SpeakerWords {
  readonly usual: Readonly<Record<ChannelName, string>>;
  /** With "$1" for the label. */
  readonly labelled: string;
}

export interface SearchQuery {
  readonly query: string;
  readonly filter: SearchFilter;
  /** Maximum number of hits. */
  readonly limit: number;
  readonly speakers: SpeakerWords;
}

/** Panel → search thread. */
export type SearchRequest =
  /** Ends the previous search of this panel. `search`: a number that the reports repeat. */
  | { readonly type: "search"; readonly search: number; readonly query: SearchQuery }
  /** Ends the search of this panel. */
  | { readonly type: "end" }
  /** Something has changed: update the index. */
  | { readonly type: "look" };

/** The turn before or after a hit. */
export interface Neighbour {
  readonly speaker: string;
  readonly text: Snippet;
}

export interface TurnHit {
  readonly type: "turn";
  readonly key: TurnKey;
  readonly startMs: number;
  readonly speaker: string;
  /** Number of the speaker's colour (`core/transcript/speaker-hue.ts`). */
  readonly hue: number;
  readonly text: Snippet;
  /** Context for a short turn. */
  readonly before: Neighbour | null;
}

export interface NoteHit {
  readonly type: "note";
  readonly noteId: string;
  readonly subject: NoteSubject;
  readonly text: Snippet;
}

/** A line of the user. */
export interface LineHit {
  readonly type: "line";
  readonly lineId: string;
  readonly atMs: number;
  readonly text: Snippet;
}

export type Hit = TurnHit | LineHit | NoteHit;

/** When it was said or written, on the meeting clock; `null` for a note. */
export const timeOfHit = (hit: Hit): number | null => {
  if (hit.type === "turn") return hit.startMs;
  return hit.type === "line" ? hit.atMs : null;
};

/** A meeting with hits: its title, then turns by time, the user's own lines, and notes. */
export interface FoundMeeting {
  readonly meetingId: string;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly title: Snippet;
  /** The title itself is a hit. */
  readonly isTitleHit: boolean;
  readonly hits: readonly Hit[];
}

/** Everything found so far, up to the limit of the query. */
export interface SearchResults {
  /** Newest meeting first. */
  readonly meetings: readonly FoundMeeting[];
  /** Speakers of all searched meetings, in the order in which they were found. */
  readonly speakers: readonly string[];
  readonly isDone: boolean;
  /** There are hits beyond the limit. */
  readonly hasMore: boolean;
}

/** Search thread → panel. */
export type SearchReport =
  /** Replaces earlier results of the same search. */
  | { readonly type: "results"; readonly search: number; readonly results: SearchResults }
  /** Share of the changes that the index has taken in, 0–1; `null`: all, or too few to report. */
  | { readonly type: "preparing"; readonly share: number | null }
  /** The search has failed because of a bug. */
  | { readonly type: "failed"; readonly detail: string };

export const hitCount = ({ isTitleHit, hits }: Pick<FoundMeeting, "isTitleHit" | "hits">): number =>
  hits.length + (isTitleHit ? 1 : 0);

/** Keeps whole meetings; the last one is cut to the hits that are left. */
export function firstHits(found: readonly FoundMeeting[], limit: number): readonly FoundMeeting[] {
  const page: FoundMeeting[] = [];
  let room = limit;
  for (const meeting of found) {
    if (room <= 0) break;
    const turnsAndNotes = room - (meeting.isTitleHit ? 1 : 0);
    const hits = meeting.hits.slice(0, turnsAndNotes);
    page.push(hits.length < meeting.hits.length ? { ...meeting, hits } : meeting);
    room -= hitCount({ ...meeting, hits });
  }
  return page;
}

export const countHits = (found: readonly FoundMeeting[]): number =>
  found.reduce((sum, meeting) => sum + hitCount(meeting), 0);
