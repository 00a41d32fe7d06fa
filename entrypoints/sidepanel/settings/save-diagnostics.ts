/** Saves the diagnostics file, with facts from Chrome, the database and the logs of unexpected errors and speech sessions. */

import { browser } from "wxt/browser";
import { diagnosticsReport } from "../../../core/diagnostics/report.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { listErrors, listSessions } from "../../shared/diagnostics-log.ts";
import { downloadJson } from "../transfer/download-file.ts";

interface Sources {
  readonly database: Database;
  readonly settings: Settings;
  readonly live: readonly LiveState[];
}

export async function saveDiagnostics({ database, settings, live }: Sources): Promise<void> {
  const [meetings, turns, notes, errors, sessions, { usage, quota }, { state }] = await Promise.all(
    [
      listMeetings(database),
      database.count("turns"),
      database.count("notes"),
      listErrors(),
      listSessions(),
      navigator.storage.estimate(),
      navigator.permissions.query({ name: "microphone" }),
    ],
  );
  const report = diagnosticsReport({
    now: Date.now(),
    version: browser.runtime.getManifest().version,
    userAgent: navigator.userAgent,
    language: navigator.language,
    settings,
    microphonePermission: state,
    storage: { ...(usage !== undefined && { usage }), ...(quota !== undefined && { quota }) },
    meetings,
    turns,
    notes,
    live,
    errors,
    sessions,
  });
  downloadJson(report, "earshot-diagnostics.json");
}
