/** Searches all meetings through the search thread. The query and its results stay while another view is shown. */

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";
import { i18n } from "#i18n";
import { type FilterChoice, NO_FILTERS } from "../../../components/search/search-state.ts";
import { channelNames } from "../../../components/words/speaker-names.ts";
import { assertNever } from "../../../core/assert-never.ts";
import type { Meeting } from "../../../core/meeting.ts";
import {
  type SearchQuery,
  type SearchReport,
  type SearchRequest,
  type SearchResults,
  countHits,
} from "../../../core/protocol/search.ts";
import { spanOf } from "../../../core/search/query.ts";
import { folded } from "../../../core/text/fold.ts";
import SearchThread from "../search/search.worker.ts?sharedworker";

interface SearchOptions {
  /** The view with the search field is shown. */
  readonly isShown: () => boolean;
  readonly meetings: Readonly<Ref<readonly Meeting[]>>;
}

const PAGE = 50;
/** Letters of a name after which the person is offered. */
const LEAST_OF_NAME = 2;

export function useSearch({ isShown, meetings }: SearchOptions) {
  const query = ref("");
  const choice = ref<FilterChoice>(NO_FILTERS);
  const limit = ref(PAGE);
  /** `null` until the first results arrive. */
  const results = shallowRef<SearchResults | null>(null);
  const isSearching = ref(false);
  const preparing = ref<number | null>(null);
  /** `hitKey` of the hit that was opened last; it gets the focus when the user returns to the results. */
  const opened = ref<string | null>(null);
  const words = computed(() => query.value.trim());
  const isActive = computed(() => words.value !== "" || choice.value.speaker.trim() !== "");
  const { speakers, person, choosePerson } = usePeople({ meetings, query, choice, results });
  const { connect, post } = useSearchThread(receive);
  /** Number of the newest search; results of earlier ones are ignored. */
  let search = 0;
  /** The query whose results are shown. */
  let shownQuery = "";

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
      default:
        assertNever(report);
    }
  }

  /** Keeps the longer results while the same query runs again, because a shrinking list would lose the user's place. */
  function show(now: SearchResults): void {
    isSearching.value = !now.isDone;
    const requested = JSON.stringify([words.value, choice.value]);
    const before = shownQuery === requested ? countHits(results.value?.meetings ?? []) : 0;
    if (!now.isDone && countHits(now.meetings) < before) return;
    results.value = now;
    shownQuery = requested;
  }

  function start(): void {
    search++;
    isSearching.value = isActive.value;
    if (!isActive.value) {
      results.value = null;
      return post({ type: "end" });
    }
    post({ type: "search", search, query: queryOf(words.value, choice.value, limit.value) });
  }

  watch([words, choice], () => {
    limit.value = PAGE;
    opened.value = null;
    start();
  });
  watch(
    [isShown, meetings] as const,
    ([isShownNow, now], [, before = now]) => {
      // A deleted meeting leaves the index at once, whichever view is shown.
      if (isShownNow || now.length < before.length) connect();
      post({ type: "look" });
      if (isShownNow) start();
    },
    { immediate: true },
  );

  function showMore(): void {
    limit.value += PAGE;
    start();
  }

  return {
    query,
    words,
    choice,
    results,
    isActive,
    isSearching,
    speakers,
    person,
    choosePerson,
    preparing,
    opened,
    showMore,
  };
}

interface PeopleOptions {
  readonly meetings: Readonly<Ref<readonly Meeting[]>>;
  readonly query: Ref<string>;
  readonly choice: Ref<FilterChoice>;
  readonly results: Readonly<Ref<SearchResults | null>>;
}

/** People to search for by their names. */
function usePeople({ meetings, query, choice, results }: PeopleOptions) {
  /** People of all meetings whom the user has named, those of the latest first. */
  const named = computed(() => {
    const names = meetings.value.flatMap((meeting) => Object.values(meeting.names ?? {}));
    return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== "");
  });
  const speakers = computed(() => [
    ...new Set([...(results.value?.speakers ?? []), ...named.value]),
  ]);
  /** The person whose name is being typed; `null` if there is none, or a speaker is chosen. */
  const person = computed(() => {
    const typed = folded(query.value.trim());
    if (typed.length < LEAST_OF_NAME || choice.value.speaker.trim() !== "") return null;
    return named.value.find((name) => folded(name).startsWith(typed)) ?? null;
  });

  /** Shows everything that a person has said. */
  function choosePerson(name: string): void {
    query.value = "";
    choice.value = { ...choice.value, speaker: name };
  }

  return { speakers, person, choosePerson };
}

/** The thread starts with `connect`; requests before that are dropped. */
function useSearchThread(receive: (report: SearchReport) => void) {
  let port: MessagePort | null = null;
  const post = (request: SearchRequest): void => port?.postMessage(request);

  function connect(): void {
    if (port) return;
    ({ port } = new SearchThread({ name: "search" }));
    port.onmessage = ({ data }: MessageEvent<SearchReport>) => receive(data);
  }

  onScopeDispose(() => {
    post({ type: "end" });
    port?.close();
  });
  return { connect, post };
}

function queryOf(query: string, { speaker, ...period }: FilterChoice, limit: number): SearchQuery {
  return {
    query,
    filter: { ...spanOf(period, Date.now()), speaker },
    limit,
    speakers: {
      usual: channelNames(),
      labelled: i18n.t("transcript.speaker", ["$1"]),
    },
  };
}
