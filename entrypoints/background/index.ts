/**
 * The service worker: gestures on toolbar, shortcuts and menu, the life of the offscreen document, side effects of a recording on
 * Chrome, and deliveries. It ends after 30 s without events and keeps no state: it asks Chrome for what is true.
 */

import { browser } from "wxt/browser";
import { defineBackground } from "wxt/utils/define-background";
import { type LineChange, withLineChanges } from "../../core/notes/own-lines.ts";
import { ok, type Result } from "../../core/problem.ts";
import { updateMeeting } from "../shared/database/meeting-store.ts";
import { watchMarks, withDatabase } from "../shared/database/open.ts";
import { listenForErrors, reportUnexpected } from "../shared/errors.ts";
import { announceOnce } from "../shared/live-channel.ts";
import { answerRequests } from "../shared/requests.ts";
import { sourceProblem } from "./captured-tab.ts";
import { deliver, DELIVERY_ALARM } from "./deliveries.ts";
import { onMenuItem, onShortcut } from "./gestures.ts";
import { act, cancelNote, makeNote, stop, transcribe } from "./offscreen-document.ts";
import { notifyOfNotes, watchNotificationClicks } from "./notes-notification.ts";
import { onNotesReady, onPhase, resync } from "./recording-side-effects.ts";
import { start } from "./start-recording.ts";
import { showPanel } from "./show-panel.ts";
import { finishTranscripts, recover, retryNotes, tidyLibrary } from "./startup-recovery.ts";
import { createMenuItem } from "./toolbar.ts";
import { isUpdateTimely } from "../../core/recording/background-rules.ts";
import { storedItem } from "../shared/stored-item.ts";

export default defineBackground(() => {
  listenForErrors(self, "service worker");

  // A panel that Chrome opens grants no capture of the tab. Chrome stores this setting, so it is set at every start.
  browser.sidePanel
    .setPanelBehavior({ openPanelOnActionClick: false })
    .catch(reportUnexpected("panel behaviour"));

  void resync();
  recover()
    .catch(reportUnexpected("startup recovery"))
    .then(tidyLibrary)
    .catch(reportUnexpected("tidying up"))
    .then(deliver)
    .catch(reportUnexpected("delivering meetings"));
  watchMarks(() => void deliver());

  // Start of the browser, installation and update: these listeners also make Chrome start the service worker then.
  for (const started of [browser.runtime.onStartup, browser.runtime.onInstalled]) {
    started.addListener(() => {
      finishTranscripts().catch(reportUnexpected("finishing transcripts"));
      retryNotes().catch(reportUnexpected("making pending notes"));
    });
  }
  browser.runtime.onInstalled.addListener(createMenuItem);
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === DELIVERY_ALARM) void deliver();
  });
  self.addEventListener("online", () => void deliver());
  browser.runtime.onUpdateAvailable.addListener(() => {
    updateWhenUnused().catch(reportUnexpected("updating"));
  });

  browser.action.onClicked.addListener(({ windowId }) => showPanel(windowId));
  browser.commands.onCommand.addListener(onShortcut);
  watchNotificationClicks();
  browser.contextMenus.onClicked.addListener((_item, tab) => onMenuItem(tab));

  answerRequests("background", {
    start: ({ request }) => start(request),
    stop: () => stop(),
    act: ({ act: asked }) => act(asked),
    transcribe: ({ meetingId, from }) => transcribe(meetingId, from),
    "edit-lines": ({ meetingId, changes }) => editLines(meetingId, changes),
    "make-note": ({ request }) => makeNote(request),
    "cancel-note": ({ request }) => cancelNote(request),
    async phase({ phase, isMuted = false, isAsked = false }) {
      await onPhase({ phase, isMuted, isAsked });
      if (phase === "saved") {
        tidyLibrary().catch(reportUnexpected("tidying up"));
        void deliver();
      }
      return ok(null);
    },
    async deliver() {
      void deliver();
      return ok(null);
    },
    "look-at-source": async () => ok(await sourceProblem()),
    async "notes-ready"({ meetingId }) {
      void deliver();
      await onNotesReady();
      await notifyOfNotes(meetingId);
      return ok(null);
    },
    async idle() {
      // Meetings that were deleted while the document worked on them are free now.
      await tidyLibrary().catch(reportUnexpected("tidying up"));
      void deliver();
      await updateWhenIdle();
      return ok(null);
    },
  });
});

async function editLines(meetingId: string, changes: readonly LineChange[]): Promise<Result<null>> {
  const meeting = await withDatabase((database) =>
    updateMeeting(database, meetingId, (now) => withLineChanges(now, changes)),
  );
  if (meeting) announceOnce({ type: "meeting", meeting });
  return ok(null);
}

/**
 * A new version is installed as soon as no context uses the present one. Chrome alone installs it when the extension is idle, which it
 * rarely is while events wake its service worker, or when the browser starts. The item outlives the service worker. The update
 * itself, or the end of the browser, removes it.
 */
const updateWaitsItem = storedItem<boolean>("session", "updateWaits", false);

/** Called when Chrome has downloaded an update. */
async function updateWhenUnused(): Promise<void> {
  await updateWaitsItem.setValue(true);
  updateIfTimely(await openContexts());
}

/** Called when the offscreen document closes, so it no longer counts. */
async function updateWhenIdle(): Promise<void> {
  if (!(await updateWaitsItem.getValue())) return;
  updateIfTimely((await openContexts()).filter((type) => type !== "OFFSCREEN_DOCUMENT"));
}

async function openContexts(): Promise<readonly string[]> {
  const contexts = await browser.runtime.getContexts({});
  return contexts.map(({ contextType }) => contextType);
}

function updateIfTimely(contexts: readonly string[]): void {
  if (isUpdateTimely(contexts)) browser.runtime.reload();
}
