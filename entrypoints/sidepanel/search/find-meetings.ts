/** Searches the meetings that may match, newest first, and reports hits while it searches. */

import {
  type FoundMeeting,
  type SearchResults,
  type SearchQuery,
  countHits,
  firstHits,
} from "../../../core/protocol/search.ts";
import { finderOf } from "../../../core/search/find-in-meeting.ts";
import { lookups, parseQuery } from "../../../core/search/query.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import type { IndexKeeper } from "./index-keeper.ts";

interface Search {
  readonly database: Database;
  readonly keeper: IndexKeeper;
  readonly query: SearchQuery;
  readonly report: (results: SearchResults) => void;
  readonly signal: AbortSignal;
}

const REPORT_EVERY_MS = 120;
/** Number of meetings that are read ahead. */
const AHEAD = 4;

/** Resolves when the limit of hits is reached, no meetings are left, or the search is aborted. */
export async function findMeetings({
  database,
  keeper,
  query,
  report,
  signal,
}: Search): Promise<void> {
  const found: FoundMeeting[] = [];
  let reportedAt = performance.now();
  const resultsNow = (isDone: boolean): SearchResults => ({
    meetings: firstHits(found, query.limit),
    speakers: speakersOf(found),
    isDone,
    hasMore: countHits(found) > query.limit,
  });
  for await (const meeting of matches(database, keeper, query, signal)) {
    if (signal.aborted) return;
    if (meeting) found.push(meeting);
    if (countHits(found) > query.limit) break;
    if (performance.now() - reportedAt < REPORT_EVERY_MS) continue;
    reportedAt = performance.now();
    report(resultsNow(false));
  }
  if (!signal.aborted) report(resultsNow(true));
}

/** Yields `null` for a meeting without hits. */
async function* matches(
  database: Database,
  keeper: IndexKeeper,
  { query: typed, filter, speakers }: SearchQuery,
  signal: AbortSignal,
): AsyncGenerator<FoundMeeting | null> {
  const query = parseQuery(typed);
  // Without words, everything that a speaker has said is found.
  if (query.length === 0 && parseQuery(filter.speaker).length === 0) return;
  const { isWithin, findIn } = finderOf(query, filter, speakers);
  await keeper.look();
  const meetings = await listMeetings(database);
  const within = meetings.filter(({ startedAt }) => isWithin(startedAt)).map(({ id }) => id);
  const ids = query.length === 0 ? within : await keeper.mayHave(lookups(query), within);
  const reading: ReturnType<IndexKeeper["read"]>[] = [];
  for (let next = 0; next < ids.length || reading.length > 0;) {
    if (signal.aborted) return;
    while (reading.length < AHEAD && next < ids.length)
      reading.push(keeper.read(ids[next++] ?? ""));
    const content = await reading.shift();
    yield content ? findIn(content) : null;
  }
}

const speakersOf = (found: readonly FoundMeeting[]): readonly string[] => [
  ...new Set(
    found.flatMap(({ hits }) => hits.flatMap((hit) => (hit.type === "turn" ? hit.speaker : []))),
  ),
];
