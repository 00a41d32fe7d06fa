/** What is delivered of a meeting: the Markdown file, or the body of a webhook in the form that the user chose. */

import { browser } from "wxt/browser";
import { toMeetingFile, writeMeetingFile } from "../../../core/archive/meeting-file.ts";
import { withMeetingId } from "../../../core/delivery/note-file.ts";
import { slackMessage } from "../../../core/delivery/webhook.ts";
import type { WebhookForm } from "../../../core/delivery/delivery.ts";
import { meetingMarkdown } from "../../../core/export/markdown.ts";
import { meetingText } from "../../../core/export/plain-text.ts";
import type { MeetingContent } from "../../../core/meeting.ts";
import type { StoredDestination } from "../../shared/database/delivery-store.ts";
import { settingsItem } from "../../shared/settings-item.ts";
import { documentWords } from "../../../components/words/document-words.ts";
import type { DeliveredContent } from "./run-deliveries.ts";

/** @returns `null` if the form has nothing to say of this meeting yet */
export async function deliveredContent(
  content: MeetingContent,
  destination: StoredDestination,
): Promise<DeliveredContent | null> {
  const { meeting } = content;
  const { notes } = await settingsItem.getValue();
  const source = { ...content, durationMs: meeting.durationMs };
  const words = documentWords(meeting, notes.templates);
  if (destination.id === "folder")
    return same(withMeetingId(meetingMarkdown(source, words), meeting.id), "text/markdown");
  const write: Record<WebhookForm, () => DeliveredContent | null> = {
    json: () => meetingJson(content),
    text: () => same(meetingText(source, words), "text/plain; charset=utf-8"),
    slack() {
      const message = slackMessage(source, words);
      return message === null ? null : same(message, "application/json");
    },
  };
  return write[destination.form]();
}

const same = (body: string, type: string): DeliveredContent => ({ body, type, identity: body });

/** Another version of Earshot makes no other version of the meeting. */
function meetingJson(content: MeetingContent): DeliveredContent {
  const file = toMeetingFile(content, [], `Earshot ${browser.runtime.getManifest().version}`);
  return {
    body: writeMeetingFile(file),
    type: "application/json",
    identity: writeMeetingFile({ ...file, exportedBy: "" }),
  };
}
