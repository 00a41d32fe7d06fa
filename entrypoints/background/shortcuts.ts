/** The keyboard shortcuts of the manifest. */

import type { Browser } from "wxt/browser";
import { createHeldKeyWatch } from "../../core/recording/background-rules.ts";
import type { RecordingAct } from "../../core/protocol/offscreen-requests.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { act } from "./act.ts";
import { toggleRecording } from "./toggle-recording.ts";

const ACTS: Readonly<Record<string, RecordingAct>> = {
  "toggle-mute": { type: "toggle-mute" },
  "add-bookmark": { type: "bookmark" },
};

const isHeld = createHeldKeyWatch();

/** Must be called in the same turn as Chrome's event: a Start opens the panel, which needs the user's gesture. */
export function onShortcut(name: string, tab: Browser.tabs.Tab | undefined): void {
  if (isHeld(name, Date.now())) return;
  if (name === "toggle-recording") return toggleRecording(tab, (remembered) => remembered);
  const asked = ACTS[name];
  if (asked) act(asked).catch(reportUnexpected(`shortcut ${name}`));
}
