/** The offscreen document: opens it and passes requests on to it. It closes itself when it is idle. */

import { browser } from "wxt/browser";
import { ok, type Result } from "../../core/problem.ts";
import type { AnswerOf, RequestTo, RequestType } from "../../core/protocol/control.ts";
import type {
  NoteRequest,
  RecordingAct,
  TranscribeFrom,
} from "../../core/protocol/offscreen-requests.ts";
import { databaseProblem } from "../shared/database/open.ts";
import { settingsItem } from "../shared/settings-item.ts";

const OFFSCREEN_PATH = "offscreen.html";

/** @throws if no offscreen document is open */
export const askOffscreen = <Type extends RequestType<"offscreen">>(
  request: RequestTo<"offscreen", Type>,
): Promise<AnswerOf<"offscreen", Type>> => browser.runtime.sendMessage(request);

export async function isOffscreenOpen(): Promise<boolean> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
  return contexts.length > 0;
}

/**
 * Opens the document and asks it. A document that was just closing does not answer; then `ask` is called again with the next.
 *
 * @throws what the second call of `ask` throws
 */
export function openAndAsk<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const attempt = async (): Promise<Answer> => {
    await openOffscreen();
    return ask();
  };
  return attempt().catch(attempt);
}

let opening: Promise<void> | null = null;

/** Only one offscreen document may exist: two requests at once share one creation. */
function openOffscreen(): Promise<void> {
  opening ??= createOffscreen().finally(() => {
    opening = null;
  });
  return opening;
}

async function createOffscreen(): Promise<void> {
  if (await isOffscreenOpen()) return;
  await browser.offscreen.createDocument({
    url: OFFSCREEN_PATH,
    // The second reason lets the document open Chrome's own picker.
    reasons: ["USER_MEDIA", "DISPLAY_MEDIA"],
    justification:
      "Records the sound of a tab and of the microphone, and plays the tab on to the user.",
  });
}

/** Without a recording nothing happens. */
export async function act(asked: RecordingAct): Promise<Result<null>> {
  if (!(await isOffscreenOpen())) return ok(null);
  return askOffscreen({ to: "offscreen", type: "act", act: asked });
}

/** Without a recording nothing happens. */
export async function stop(): Promise<Result<null>> {
  return (await isOffscreenOpen()) ? askOffscreen({ to: "offscreen", type: "stop" }) : ok(null);
}

/** Resolves when the transcription has begun, or with the reason why it has not. */
export async function transcribe(meetingId: string, from: TranscribeFrom): Promise<Result<null>> {
  const unusable = await databaseProblem();
  if (unusable) return { ok: false, problem: unusable };
  const settings = await settingsItem.getValue();
  return openAndAsk(() =>
    askOffscreen({ to: "offscreen", type: "transcribe", meetingId, from, settings }),
  );
}

/** Resolves when the note is in the queue. */
export async function makeNote(request: NoteRequest): Promise<Result<null>> {
  const settings = await settingsItem.getValue();
  return openAndAsk(() => askOffscreen({ to: "offscreen", type: "make-note", request, settings }));
}

export async function cancelNote(request: NoteRequest): Promise<Result<null>> {
  if (!(await isOffscreenOpen())) return ok(null);
  return askOffscreen({ to: "offscreen", type: "cancel-note", request });
}
