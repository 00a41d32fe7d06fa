/** The border of search: panels ↔ the search thread that they share. Nothing of it leaves the machine. */

import type { ChannelName, NoteSubject, TurnKey } from "../meeting.ts";
import type { Snippet } from "../search/snippet.ts";

export interface SearchFilter {
  /** Unix times in ms between which a meeting began; null: any. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  /** Words of the name of who spoke, as a person types them; "": anybody. Titles and notes have no speaker. */
  readonly speaker: string;
}

/** What speakers are called who were given no names, in the reader's language. */
export interface SpeakerWords {
  readonly usual: Readonly<Record<ChannelName, string>>;
  /** With "$1" for the label. */
  readonly labelled: string;
}

export interface SearchQuery {
  readonly query: string;
  readonly filter: SearchFilter;
  /** As many hits are wanted. */
  readonly limit: number;
  readonly speakers: SpeakerWords;
}

/** Panel → search thread. */
export type SearchRequest =
  /** Ends the search of this panel before it. */
  | { readonly type: "search"; readonly search: number; readonly query: SearchQuery }
  /** Nothing is searched any more. */
  | { readonly type: "end" }
  /** Something has changed: take in what is due. */
  | { readonly type: "look" };

/** Another turn, just before or just after. */
export interface Neighbour {
  readonly speaker: string;
  readonly text: Snippet;
}

export interface TurnHit {
  readonly type: "turn";
  readonly key: TurnKey;
  readonly startMs: number;
  readonly speaker: string;
  readonly text: Snippet;
  /** Where the turn alone says little. */
  readonly before: Neighbour | null;
}

export interface NoteHit {
  readonly type: "note";
  readonly noteId: string;
  readonly subject: NoteSubject;
  readonly text: Snippet;
}

export type Hit = TurnHit | NoteHit;

/** The hits of one meeting: its title, then turns by time, then notes. */
export interface FoundMeeting {
  readonly meetingId: string;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly title: Snippet;
  /** The title itself is a hit. */
  readonly isTitleHit: boolean;
  readonly hits: readonly Hit[];
}

/** Everything found so far, at most as many hits as were wanted. */
export interface SearchResults {
  /** Newest meeting first. */
  readonly meetings: readonly FoundMeeting[];
  /** Of all that has been searched, in the order in which they were met. */
  readonly speakers: readonly string[];
  readonly isDone: boolean;
  /** There is more than was wanted. */
  readonly hasMore: boolean;
}

/** Search thread → panel. */
export type SearchReport =
  /** Takes the place of what was said before of the same search. */
  | { readonly type: "results"; readonly search: number; readonly results: SearchResults }
  /** How much of what has changed is taken in, 0–1; null: all, or so little that it is not worth a word. */
  | { readonly type: "preparing"; readonly share: number | null }
  /** It can't go on: a bug. */
  | { readonly type: "failed"; readonly detail: string };

export const hitCount = ({ isTitleHit, hits }: Pick<FoundMeeting, "isTitleHit" | "hits">): number =>
  hits.length + (isTitleHit ? 1 : 0);
