/** What the panel or a shortcut wants done with the recording under way; where there is none, nothing happens. */

import { ok, type Result } from "../../core/problem.ts";
import type { RecordingAct } from "../../core/protocol/offscreen-requests.ts";
import { askOffscreen, isOffscreenOpen } from "./offscreen-document.ts";

export async function act(asked: RecordingAct): Promise<Result<null>> {
  if (!(await isOffscreenOpen())) return ok(null);
  return askOffscreen({ to: "offscreen", type: "act", act: asked });
}

export async function stop(): Promise<Result<null>> {
  return (await isOffscreenOpen()) ? askOffscreen({ to: "offscreen", type: "stop" }) : ok(null);
}
