/** Serves the requests of one panel in the search thread. A new search aborts the previous one. */

import { assertNever } from "../../../core/assert-never.ts";
import type {
  SearchQuery,
  SearchReport,
  SearchRequest,
  SearchResults,
} from "../../../core/protocol/search.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { findMeetings } from "./find-meetings.ts";
import type { IndexKeeper } from "./index-keeper.ts";

export interface SearchParts {
  readonly database: Database;
  readonly keeper: IndexKeeper;
}

/** @param parts awaited by each request */
export function serveSearch(
  parts: Promise<SearchParts>,
  report: (report: SearchReport) => void,
): (request: SearchRequest) => void {
  let current = new AbortController();

  async function search(id: number, query: SearchQuery, signal: AbortSignal): Promise<void> {
    const { database, keeper } = await parts;
    const reportResults = (results: SearchResults): void =>
      report({ type: "results", search: id, results });
    if (!signal.aborted)
      await findMeetings({ database, keeper, query, report: reportResults, signal });
  }

  function failed(error: unknown): void {
    reportUnexpected("search")(error);
    report({ type: "failed", detail: String(error) });
  }

  return (request) => {
    switch (request.type) {
      case "search":
        current.abort();
        current = new AbortController();
        search(request.search, request.query, current.signal).catch(failed);
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
