/** Makes insights in batches: once a minute while a meeting runs, and for the rest when its transcript is complete. */

import { turnId } from "../../../core/meeting.ts";
import { batchPrompt, insightBatches, readBatch } from "../../../core/notes/insight-batch.ts";
import { type TranscriptLine, transcriptLines } from "../../../core/notes/transcript-lines.ts";
import type { ReplyListener } from "../../../core/language/language-request.ts";
import { problem, type Problem, type Result } from "../../../core/problem.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import { promptIn } from "../../../core/settings/insight-prompt.ts";
import {
  asksFor,
  isConfigured,
  type Settings,
  settingsFor,
} from "../../../core/settings/settings.ts";
import { getMeeting, updateMeeting } from "../../shared/database/meeting-store.ts";
import { type Database, withDatabase } from "../../shared/database/open.ts";
import { listTurns, storeInsight } from "../../shared/database/turn-store.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { announceOnce, openLiveChannel } from "../../shared/live-channel.ts";
import { chatWithRetry, keepCost } from "./chat-with-retry.ts";

const EVERY_MS = 60_000;

/**
 * Makes insights while a meeting is recorded.
 *
 * @param settings returns the settings of the moment
 * @param onProblem receives why insights are missing, after each batch; null: they are not
 * @returns a function that stops, and resolves when the current batch has ended
 */
export function keepInsights(
  meetingId: string,
  settings: () => Settings,
  onProblem: (problem: Problem | null) => void,
): () => Promise<void> {
  const controller = new AbortController();
  /** A turn that the model passed over is not asked about again. */
  const asked = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;

  async function ask(): Promise<void> {
    isRunning = true;
    try {
      onProblem(missing(await makeInsights(meetingId, settings(), controller.signal, asked)));
    } catch (error) {
      if (!controller.signal.aborted) reportUnexpected("insights of a meeting")(error);
    }
    isRunning = false;
  }

  const timer = setInterval(() => {
    if (!isRunning && asksFor(settings(), "batched")) running = ask();
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    controller.abort();
    return running;
  };
}

/**
 * Makes the insights that a complete transcript still lacks. The reason why some are missing is stored with the meeting, unless
 * it has a worse problem, and is removed if they come after all.
 */
export async function makeLastInsights(meetingId: string, settings: Settings): Promise<void> {
  if (!asksFor(settings, "batched")) return;
  const found = missing(await makeInsights(meetingId, settings));
  const meeting = await withDatabase((database) =>
    updateMeeting(database, meetingId, (now) => ({
      ...now,
      problem: now.problem?.reason === "insight-missing" ? found : (now.problem ?? found),
    })),
  );
  if (meeting) announceOnce({ type: "meeting", meeting });
}

const missing = (found: Problem | null): Problem | null =>
  found && problem("insight-missing", found.detail);

/**
 * Makes insights for all turns that lack one and are long enough, if the settings ask for batches.
 *
 * @param asked ids of turns to leave out; those that are asked about are added
 * @returns why a batch failed, or null
 * @throws the reason of `signal` if it aborts; earlier batches are stored
 */
export async function makeInsights(
  meetingId: string,
  settings: Settings,
  signal?: AbortSignal,
  asked = new Set<string>(),
): Promise<Problem | null> {
  // Only the team's service makes insights.
  if (!asksFor(settings, "batched") || !isConfigured(settings)) return null;
  const { insight, notes } = settings;
  return withDatabase(async (database) => {
    const meeting = await getMeeting(database, meetingId);
    const own = meeting ? settingsFor(settings, meeting) : settings;
    const all = transcriptLines(await listTurns(database, meetingId), meeting ?? {});
    const lines = all.filter(({ turn }) => !asked.has(turnId(turn)));
    for (const batch of insightBatches(lines, insight.leastWords, notes.contextTokens)) {
      const reply = await askFor(batch, own, signal, async (...used) => {
        const meeting = await keepCost(database, meetingId, ...used);
        if (meeting) announceOnce({ type: "meeting", meeting });
      });
      if (!reply.ok) return reply.problem;
      for (const { turn } of batch) asked.add(turnId(turn));
      await store(database, batch, reply.value.content);
    }
    return null;
  });
}

const askFor = (
  batch: readonly TranscriptLine[],
  settings: Settings,
  signal: AbortSignal | undefined,
  onUsage: ReplyListener["onUsage"],
): Promise<Result<ChatReply>> => {
  const { model } = settings.insight;
  const prompt = promptIn(settings.notes.language, settings.insight.prompt);
  const asked = { ...settings, notes: { ...settings.notes, model } };
  return chatWithRetry(asked, batchPrompt(prompt, batch), signal, { onText() {}, onUsage });
};

async function store(
  database: Database,
  batch: readonly TranscriptLine[],
  content: string,
): Promise<void> {
  const insights = readBatch(content, batch);
  const live = openLiveChannel();
  for (const { turn } of batch) {
    const insight = insights.get(turnId(turn));
    const stored = insight === undefined ? null : await storeInsight(database, turn, insight);
    if (stored) live.announce({ type: "turn", turn: stored });
  }
  live.close();
}
