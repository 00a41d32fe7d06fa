/**
 * The service worker: toolbar click, shortcuts, menu, stream ids, the life of the offscreen document, and what Chrome does
 * differently while a meeting is recorded. It dies after 30 s without events and keeps no state: what is true is asked of
 * Chrome.
 */

import { browser } from "wxt/browser";
import { defineBackground } from "wxt/utils/define-background";
import { ok } from "../../core/problem.ts";
import { listenForErrors, reportUnexpected } from "../shared/errors.ts";
import { answerRequests } from "../shared/requests.ts";
import { act, stop } from "./act.ts";
import { sourceProblem } from "./captured-tab.ts";
import { finishTranscripts, recover, tidyLibrary } from "./startup-recovery.ts";
import { createMenu } from "./menu.ts";
import { cancelNote, makeNote } from "./notes.ts";
import { onShortcut } from "./shortcuts.ts";
import { start } from "./start-recording.ts";
import { toggleRecording } from "./toggle-recording.ts";
import { transcribe } from "./transcribe.ts";
import { updateWhenUnused, updateWhenWorkIsDone } from "./updates.ts";
import { settle, upkeep } from "./recording-side-effects.ts";

export default defineBackground(() => {
  listenForErrors(self, "service worker");

  // Chrome's own opening would never grant capture of the tab, and the setting persists: so at every start.
  browser.sidePanel
    .setPanelBehavior({ openPanelOnActionClick: false })
    .catch(reportUnexpected("panel behaviour"));

  void settle();
  recover()
    .catch(reportUnexpected("recovering what was left behind"))
    .then(tidyLibrary)
    .catch(reportUnexpected("tidying up"));

  // The browser has started, or this extension has: by an update, say. Without them nothing would wake the service worker then.
  for (const started of [browser.runtime.onStartup, browser.runtime.onInstalled]) {
    started.addListener(() => {
      finishTranscripts().catch(reportUnexpected("finishing transcripts"));
    });
  }

  // Nothing may be awaited before `open`: it needs the user's gesture.
  browser.action.onClicked.addListener(({ windowId }) => {
    browser.sidePanel.open({ windowId }).catch(reportUnexpected("opening the panel"));
  });

  browser.commands.onCommand.addListener(onShortcut);
  browser.contextMenus.onClicked.addListener((_item, tab) => {
    // "Record this tab", whatever is remembered: with the microphone or without.
    toggleRecording(tab, (remembered) => (remembered === "mic" ? "tab" : remembered));
  });

  browser.runtime.onInstalled.addListener(createMenu);

  browser.runtime.onUpdateAvailable.addListener(() => {
    updateWhenUnused().catch(reportUnexpected("updating"));
  });

  answerRequests("background", {
    start: ({ request }) => start(request),
    stop: () => stop(),
    act: ({ act: asked }) => act(asked),
    transcribe: ({ meetingId, from }) => transcribe(meetingId, from),
    "make-note": ({ request }) => makeNote(request),
    "cancel-note": ({ request }) => cancelNote(request),
    async phase({ phase, isMuted = false }) {
      await upkeep(phase, isMuted);
      if (phase === "saved") tidyLibrary().catch(reportUnexpected("tidying up"));
      return ok(null);
    },
    "look-at-source": async () => ok(await sourceProblem()),
    async idle() {
      // Meetings that were deleted while the document worked on them are free now.
      await tidyLibrary().catch(reportUnexpected("tidying up"));
      await updateWhenWorkIsDone();
      return ok(null);
    },
  });
});
