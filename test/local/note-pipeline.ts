/** Connects the note maker, the Worker in workerd and the local gateway, which records callers that disconnect. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { vi } from "vitest";
import type { MeetingUsage, Note, PendingNote, Turn } from "../../core/meeting.ts";
import type { NoteRequest } from "../../core/protocol/offscreen-requests.ts";
import { LIVE_CHANNEL, type LiveEvent, type NoteJob } from "../../core/protocol/live.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";
import { createNoteMaker, type NoteMaker } from "../../entrypoints/offscreen/notes/note-maker.ts";
import { addMeeting, getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { storeTurn } from "../../entrypoints/shared/database/turn-store.ts";
import { fetchUsage } from "../../entrypoints/shared/worker-client.ts";
import type { BehaviourOverrides } from "../../local/behaviour.ts";
import type { LanguageModel } from "../../core/language/language-request.ts";
import { type RequestObservation, startLocalService } from "../../local/server.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { startWorker } from "../../local/launcher/worker-process.ts";
import { held } from "../unit/spoken.ts";

const API_KEY = "key-of-the-team";
/** The last three are not on the gateway's list, which the Worker allows by default. */
const MODELS = ["claude-sonnet-4-6", "gpt-5-mini", "gpt-busy", "gpt-full", "gpt-free"];
const ACCESS_CODE = "0123456789abcdef0123456789abcdef";

export interface NotePipeline extends AsyncDisposable {
  /** Chat requests that the gateway has received; the Worker also asks for its list of models. */
  readonly requests: readonly RequestObservation[];
  settings(notes: Partial<Settings["notes"]>): Settings;
  /** Tokens that the Worker has debited so far. */
  spentTokens(): Promise<number>;
}

export async function openNotePipeline(
  languageModel: LanguageModel,
  behaviour: BehaviourOverrides,
): Promise<NotePipeline> {
  await using opening = new AsyncDisposableStack();
  const engine = createScriptedEngine([]);
  opening.defer(() => engine.close());
  const options = { port: 0, apiKey: API_KEY, engine, languageModel, behaviour };
  const service = await startLocalService(options);
  opening.defer(() => service.close());
  const worker = await startWorker({
    bindings: {
      ASSEMBLYAI_API_KEY: API_KEY,
      ASSEMBLYAI_STREAMING_URL: service.url,
      ASSEMBLYAI_LLM_URL: service.url,
      ACCESS_CODES: `you:${ACCESS_CODE}`,
      CHAT_ALLOWED_MODELS: MODELS.join(","),
    },
  });
  opening.defer(() => worker.close());
  const team = { workerUrl: worker.url, accessCode: ACCESS_CODE };
  const resources = opening.move();
  return {
    get requests() {
      return service.requests.filter(({ method }) => method === "POST");
    },
    settings: (notes) => ({
      ...DEFAULT_SETTINGS,
      ...team,
      notes: { ...DEFAULT_SETTINGS.notes, secondReading: false, ...notes },
    }),
    async spentTokens() {
      const usage = await fetchUsage(team);
      return usage.ok ? usage.value.model_tokens.used : Number.NaN;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export const REQUEST: NoteRequest = {
  meetingId: "m",
  subject: { type: "template", templateId: "standard", name: "" },
};

export interface OpenNoteMaker extends Disposable {
  readonly maker: NoteMaker;
  /** Events for panels, in order. */
  readonly events: readonly LiveEvent[];
  /** Resolves when a panel receives a note in progress with this state. */
  until(isSoFar: (job: NoteJob) => boolean): Promise<void>;
  stored(): Promise<{
    readonly notes: readonly Note[];
    readonly pending: readonly PendingNote[];
    readonly usage: MeetingUsage | undefined;
  }>;
}

/** A meeting in a database of its own, with a note maker. */
export async function openNoteMaker(turns: readonly Turn[]): Promise<OpenNoteMaker> {
  globalThis.indexedDB = new IDBFactory();
  const database = await openDatabase();
  // Its transcript is complete, so nobody looks for audio on disk.
  const meeting = held({ durationMs: 0 });
  await addMeeting(database, meeting);
  for (const turn of turns) await storeTurn(database, { ...turn, meetingId: meeting.id }, 0);
  const events: LiveEvent[] = [];
  const panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => void events.push(data);
  const jobs = () => events.flatMap((event) => (event.type === "note-jobs" ? event.jobs : []));
  return {
    maker: createNoteMaker(() => {}),
    events,
    until: (isSoFar) =>
      vi.waitUntil(() => jobs().some(isSoFar), { timeout: 20_000 }).then(() => {}),
    async stored() {
      const meeting = await getMeeting(database, "m");
      return {
        notes: await listNotes(database, "m"),
        pending: meeting?.owedNotes ?? [],
        usage: meeting?.usage,
      };
    },
    [Symbol.dispose]() {
      panel.close();
      database.close();
    },
  };
}
