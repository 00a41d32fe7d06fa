/**
 * One channel's transcriber with a second one beside it: while the team's service is away, the on-device engine writes draft turns from
 * the service's offset on (docs/architecture.md#drafts).
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import type { PartialTurn, Word } from "../../../core/meeting.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import {
  allowsDrafts,
  AWAY_AFTER_MS,
  needsDraft,
  withoutCovered,
} from "../../../core/speech/drafts.ts";
import type { SpeechService } from "../../../core/speech/service.ts";
import type { Phase } from "../../../core/speech/session.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { delay } from "../../shared/delay.ts";
import type { ChannelProgress } from "../../shared/database/turn-store.ts";
import {
  startTranscriber,
  type Transcriber,
  type TranscriberOptions,
  type TranscriberStatus,
} from "./transcriber.ts";
import { createTurnKeeper, type TurnKeeper, type TurnKeeperOptions } from "./turn-keeper.ts";

/** How long the end of a recording waits for the last words of a draft. */
const LAST_DRAFT_MS = 15_000;

export interface DraftedOptions extends Omit<TranscriberOptions, "turns"> {
  readonly keeper: Omit<TurnKeeperOptions, "nextSession" | "draftAfter">;
  /** Writes drafts; null: there are none. */
  readonly draftService: SpeechService | null;
}

/** Starts at once. */
export function startDraftedTranscriber(options: DraftedOptions): Transcriber {
  const { keeper, draftService, log, settings, onChange } = options;
  let sessions = keeper.progress.sessions;
  const nextSession = (): number => sessions++;
  const partials = createPartials((shown) => keeper.announcePartial(keeper.channel, shown));
  const turns = createTurnKeeper({
    ...keeper,
    nextSession,
    draftAfter: null,
    announcePartial: (_channel, partial) => partials.ofService(partial),
  });
  /** The first change comes while the transcriber starts. */
  let drafts: Drafts | null = null;
  const changed = (): void => {
    drafts?.look();
    onChange();
  };
  const main = startTranscriber({ ...options, turns, onChange: changed });
  if (!draftService) return main;
  drafts = createDrafts({
    main,
    turns,
    recordedSamples: () => log.samples,
    settings,
    partials,
    open(from, newSettings) {
      const draftTurns = createTurnKeeper({
        ...keeper,
        progress: { ...from, sessions, speakers: [], voices: [], same: new Map() },
        nextSession,
        draftAfter: () => turns.covered,
        announcePartial: (_channel, partial) => partials.ofDraft(partial),
      });
      const transcriber = startTranscriber({
        ...options,
        service: draftService,
        settings: newSettings,
        turns: draftTurns,
        sessionRateLimit: createSessionRateLimit(draftService.limits.sessionsPerMinute),
        isPatient: false,
      });
      return { from, turns: draftTurns, transcriber };
    },
  });
  return withDrafts(main, drafts, partials);
}

function withDrafts(main: Transcriber, drafts: Drafts, partials: Partials): Transcriber {
  return {
    appended(frame, peak) {
      main.appended(frame, peak);
      drafts.appended(frame, peak);
    },
    pause() {
      main.pause();
      drafts.follow("pause");
    },
    resume() {
      main.resume();
      drafts.follow("resume");
    },
    configure(next) {
      main.configure(next);
      drafts.configure(next);
    },
    end() {
      main.end();
      drafts.follow("end");
    },
    drop() {
      main.drop();
      drafts.stop();
    },
    status() {
      const status = main.status();
      const turnsWithWords = status.turnsWithWords + drafts.turnsWithWords;
      return { ...status, partial: partials.shown, turnsWithWords };
    },
    closed: main.closed.then(drafts.finish),
  };
}

interface Draft {
  readonly from: DraftStart;
  readonly turns: TurnKeeper;
  readonly transcriber: Transcriber;
}

/** Where a draft begins. */
type DraftStart = Pick<ChannelProgress, "transcribedSamples" | "settled">;

interface DraftsOptions {
  readonly main: Transcriber;
  readonly turns: TurnKeeper;
  readonly recordedSamples: () => number;
  readonly settings: Settings;
  readonly partials: Partials;
  readonly open: (from: DraftStart, settings: Settings) => Draft;
}

type Drafts = ReturnType<typeof createDrafts>;

/** Begins and ends drafts by the rules of `core/speech/drafts.ts`. */
function createDrafts({ main, turns, recordedSamples, partials, open, ...options }: DraftsOptions) {
  let { settings } = options;
  const away = createAbsence(look);
  let draft: Draft | null = null;
  let lastEnd: DraftStart = { transcribedSamples: 0, settled: [] };
  let turnsWithWords = 0;
  let supply: "pause" | "resume" | "end" = "resume";
  /** The engine does not work here, or does not know the language. */
  let isUseless = false;

  function look(): void {
    const { phase, heardSamples } = main.status();
    if (phase === "closed") return;
    isUseless ||= draft !== null && isInVain(draft.transcriber.status());
    const isWanted = needsDraft(
      draft !== null,
      {
        awayMs: away.passed(ABSENT.has(phase)),
        lagMs: samplesToMs(recordedSamples() - heardSamples),
        wordsUntilMs: Math.max(samplesToMs(turns.transcribedSamples), turns.partial?.endMs ?? 0),
      },
      draft ? writtenMs(draft.turns) : 0,
    );
    if (!isWanted || isUseless || !allowsDrafts(settings)) stop();
    else if (draft === null) start();
  }

  function start(): void {
    const { transcribedSamples, settled } = turns;
    partials.begin();
    const isBeyond = lastEnd.transcribedSamples > transcribedSamples;
    draft = open(isBeyond ? lastEnd : { transcribedSamples, settled }, settings);
    draft.transcriber[supply]();
  }

  function stop(): void {
    if (draft === null) return;
    const { from, turns: drafted, transcriber } = draft;
    draft = null;
    lastEnd = { transcribedSamples: drafted.transcribedSamples, settled: drafted.settled };
    const lastWord = drafted.settled.at(-1) ?? null;
    turnsWithWords += transcriber.status().turnsWithWords;
    transcriber.drop();
    partials.end(lastWord === from.settled.at(-1) ? null : lastWord);
  }

  return {
    look,
    stop,
    get turnsWithWords() {
      return turnsWithWords + (draft?.transcriber.status().turnsWithWords ?? 0);
    },
    appended(frame: Int16Array<ArrayBuffer>, peak: number): void {
      draft?.transcriber.appended(frame, peak);
      look();
    },
    follow(next: typeof supply): void {
      supply = next;
      draft?.transcriber[next]();
    },
    configure(next: Settings): void {
      settings = next;
      look();
    },
    /** The service's own transcriber is closed: waits for the last words of a draft. */
    async finish(): Promise<void> {
      away.passed(false);
      if (draft && !main.status().isComplete)
        await Promise.race([draft.transcriber.closed, delay(LAST_DRAFT_MS)]);
      stop();
    },
  };
}

const writtenMs = ({ partial, settled }: TurnKeeper): number =>
  (partial ?? settled.at(-1))?.startMs ?? 0;

/** Phases in which the service is away. */
const ABSENT: ReadonlySet<Phase> = new Set(["minting", "connecting", "backoff", "blocked"]);

/** Whether nothing useful can come of a draft. */
const isInVain = ({ phase, problems }: TranscriberStatus): boolean =>
  phase === "blocked" || problems.some(({ reason }) => reason === "speech-not-english");

/** @param onLong called when an absence has lasted long enough for a draft */
function createAbsence(onLong: () => void) {
  let sinceMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    /** @returns how long the service has been away; null if it is not */
    passed(isAway: boolean): number | null {
      if (isAway && sinceMs === null) timer = setTimeout(onLong, AWAY_AFTER_MS);
      if (!isAway) clearTimeout(timer);
      sinceMs = isAway ? (sinceMs ?? performance.now()) : null;
      return sinceMs === null ? null : performance.now() - sinceMs;
    },
  };
}

type Partials = ReturnType<typeof createPartials>;

/** Decides which open turn is shown: that of a draft, or of the service's those words that no draft has. */
function createPartials(announce: (shown: PartialTurn | null) => void) {
  let ofService: PartialTurn | null = null;
  let ofDraft: PartialTurn | null = null;
  let isDrafting = false;
  let draftedMs = -Infinity;
  let shown: PartialTurn | null = null;

  function show(): void {
    const rest = ofService && withoutCovered(ofService, { untilMs: draftedMs, lastWord: null });
    const next = isDrafting ? ofDraft : rest;
    if (next === null && shown === null) return;
    shown = next;
    announce(shown);
  }

  return {
    get shown() {
      return shown;
    },
    ofService(partial: PartialTurn | null): void {
      ofService = partial;
      if (!isDrafting) show();
    },
    ofDraft(partial: PartialTurn | null): void {
      ofDraft = partial;
      show();
    },
    begin(): void {
      isDrafting = true;
      show();
    },
    /** @param lastWord of the draft; null if it has none */
    end(lastWord: Word | null): void {
      isDrafting = false;
      ofDraft = null;
      draftedMs = lastWord?.endMs ?? draftedMs;
      show();
    },
  };
}
