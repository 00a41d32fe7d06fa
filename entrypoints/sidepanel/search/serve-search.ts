/** One panel's side of the search thread: its newest search alone goes on, and what it finds is told. */

import { assertNever } from "../../../core/assert-never.ts";
import type { SearchReport, SearchRequest, SearchWish } from "../../../core/protocol/search.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportSurprise } from "../../shared/report-surprise.ts";
import { findMeetings } from "./find-meetings.ts";
import type { IndexKeeper } from "./index-keeper.ts";

export interface SearchParts {
  readonly database: Database;
  readonly keeper: IndexKeeper;
}

/** @param parts Requests wait for them. */
export function serveSearch(
  parts: Promise<SearchParts>,
  report: (report: SearchReport) => void,
): (request: SearchRequest) => void {
  let current = new AbortController();

  async function search(id: number, wish: SearchWish, signal: AbortSignal): Promise<void> {
    const { database, keeper } = await parts;
    const say = (results: Extract<SearchReport, { type: "results" }>["results"]): void =>
      report({ type: "results", search: id, results });
    if (!signal.aborted) await findMeetings({ database, keeper, wish, say, signal });
  }

  function failed(error: unknown): void {
    reportSurprise("search")(error);
    report({ type: "failed", detail: String(error) });
  }

  return (request) => {
    switch (request.type) {
      case "search":
        current.abort();
        current = new AbortController();
        search(request.search, request.wish, current.signal).catch(failed);
        return;
      case "end":
        current.abort();
        return;
      case "look":
        parts.then(({ keeper }) => keeper.look()).catch(failed);
        return;
      default:
        assertNever(request);
    }
  };
}
