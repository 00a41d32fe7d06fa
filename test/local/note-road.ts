/** The road of a note: its maker, the Worker in workerd, and the local gateway, which tells when somebody leaves. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { vi } from "vitest";
import type { Note, PendingNote, Turn } from "../../core/meeting.ts";
import type { NoteRequest } from "../../core/protocol/offscreen-requests.ts";
import { LIVE_CHANNEL, type LiveEvent, type NoteJob } from "../../core/protocol/live.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";
import { createNoteMaker, type NoteMaker } from "../../entrypoints/offscreen/notes/note-maker.ts";
import { addMeeting, getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { storeTurn } from "../../entrypoints/shared/database/turn-store.ts";
import type { BehaviourOverrides } from "../../local/behaviour.ts";
import type { LanguageModel } from "../../local/models/language-model.ts";
import { type RequestObservation, startLocalService } from "../../local/server.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { startWorker } from "../../local/launcher/worker-process.ts";
import { held } from "../unit/spoken.ts";

const API_KEY = "key-of-the-team";
const ACCESS_CODE = "0123456789abcdef0123456789abcdef";

export interface NoteRoad extends AsyncDisposable {
  /** Of the gateway. */
  readonly requests: readonly RequestObservation[];
  settings(notes: Partial<Settings["notes"]>): Settings;
}

export async function openNoteRoad(
  languageModel: LanguageModel,
  behaviour: BehaviourOverrides,
): Promise<NoteRoad> {
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
    },
  });
  opening.defer(() => worker.close());
  const resources = opening.move();
  return {
    requests: service.requests,
    settings: (notes) => ({
      ...DEFAULT_SETTINGS,
      workerUrl: worker.url,
      accessCode: ACCESS_CODE,
      notes: { ...DEFAULT_SETTINGS.notes, ...notes },
    }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export const WISH: NoteRequest = {
  meetingId: "m",
  subject: { type: "template", templateId: "standard", name: "" },
};

export interface Making extends Disposable {
  readonly maker: NoteMaker;
  /** What a panel is told, in its order. */
  readonly told: readonly LiveEvent[];
  /** Resolves when a panel is told of a note that is being made, and that it is so far. */
  until(isSoFar: (work: NoteJob) => boolean): Promise<void>;
  stored(): Promise<{ readonly notes: readonly Note[]; readonly owed: readonly PendingNote[] }>;
}

/** A meeting in a database of its own, and who makes notes of it. */
export async function beginMaking(turns: readonly Turn[]): Promise<Making> {
  globalThis.indexedDB = new IDBFactory();
  const database = await openDatabase();
  await addMeeting(database, held());
  for (const turn of turns) await storeTurn(database, { ...turn, meetingId: "m" }, 0);
  const told: LiveEvent[] = [];
  const panel = new BroadcastChannel(LIVE_CHANNEL);
  panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => void told.push(data);
  const works = () => told.flatMap((event) => (event.type === "note-jobs" ? event.works : []));
  return {
    maker: createNoteMaker(() => {}),
    told,
    until: (isSoFar) =>
      vi.waitUntil(() => works().some(isSoFar), { timeout: 20_000 }).then(() => {}),
    async stored() {
      const meeting = await getMeeting(database, "m");
      return { notes: await listNotes(database, "m"), owed: meeting?.owedNotes ?? [] };
    },
    [Symbol.dispose]() {
      panel.close();
      database.close();
    },
  };
}
