/**
 * What the person searches for in all meetings, and what the search thread has found. The words stay while another view is on
 * show.
 */

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";
import { i18n } from "#i18n";
import { NO_FILTERS, type FilterChoice } from "../../../components/search/search-state.ts";
import { channelNames } from "../../../components/words/speaker-names.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { SearchReport, SearchRequest, SearchResults } from "../../../core/protocol/search.ts";
import { countHits } from "../../../core/search/page.ts";
import { spanOf } from "../../../core/search/period.ts";
import SearchThread from "../search/search.worker.ts?sharedworker";

interface SearchOptions {
  /** The view with the search field is on show. */
  readonly isShown: () => boolean;
  /** Whenever they change, there may be something else to find. */
  readonly meetings: Readonly<Ref<readonly Meeting[]>>;
}

const PAGE = 50;

export function useSearch({ isShown, meetings }: SearchOptions) {
  const query = ref("");
  const choice = ref<FilterChoice>(NO_FILTERS);
  const limit = ref(PAGE);
  /** Null until the first are there. */
  const results = shallowRef<SearchResults | null>(null);
  const isSearching = ref(false);
  const preparing = ref<number | null>(null);
  /** `hitKey` of the hit that was opened last; it gets the focus when the user returns to the results. */
  const opened = ref<string | null>(null);
  const words = computed(() => query.value.trim());
  let port: MessagePort | null = null;
  /** Of the newest search; what is said of others is old. */
  let search = 0;
  /** What was searched for when the results on show came. */
  let shownRequest = "";

  const tell = (request: SearchRequest): void => port?.postMessage(request);

  function connect(): void {
    if (port) return;
    ({ port } = new SearchThread({ name: "search" }));
    port.onmessage = ({ data }: MessageEvent<SearchReport>) => receive(data);
  }
  onScopeDispose(() => {
    tell({ type: "end" });
    port?.close();
  });

  function receive(report: SearchReport): void {
    switch (report.type) {
      case "results":
        if (report.search === search) show(report.results);
        return;
      case "preparing":
        preparing.value = report.share;
        return;
      case "failed":
        isSearching.value = false;
        throw new Error(`search thread: ${report.detail}`);
    }
  }

  /** Where the same is searched again, a list that shrinks until all is found again would lose its reader. */
  function show(now: SearchResults): void {
    isSearching.value = !now.isDone;
    const requested = JSON.stringify([words.value, choice.value]);
    const before = shownRequest === requested ? countHits(results.value?.meetings ?? []) : 0;
    if (!now.isDone && countHits(now.meetings) < before) return;
    results.value = now;
    shownRequest = requested;
  }

  function start(): void {
    search++;
    isSearching.value = words.value !== "";
    if (words.value === "") {
      results.value = null;
      return tell({ type: "end" });
    }
    const { speaker, ...period } = choice.value;
    const filter = { ...spanOf(period, Date.now()), speaker };
    const speakers = {
      usual: channelNames(),
      labelled: i18n.t("transcript.speaker", ["$1"]),
    };
    const query = { query: words.value, filter, limit: limit.value, speakers };
    tell({ type: "search", search, query });
  }

  watch([words, choice], () => {
    limit.value = PAGE;
    opened.value = null;
    start();
  });
  watch(
    [isShown, meetings] as const,
    ([isShownNow, now], [, before = now]) => {
      // What is deleted leaves the index at once, whatever is on show.
      if (isShownNow || now.length < before.length) connect();
      tell({ type: "look" });
      if (isShownNow) start();
    },
    { immediate: true },
  );

  function showMore(): void {
    limit.value += PAGE;
    start();
  }

  return { query, words, choice, results, isSearching, preparing, opened, showMore };
}
