/**
 * Rules of the delivery queue: which meetings are delivered to a folder or a webhook, when, and what happens after a failure
 * (docs/architecture.md#delivery). For each destination and meeting there is one record, which outlives the browser. What is delivered
 * is always the latest version; a version that still waits when the meeting changes is not sent.
 */

import { endOf } from "../library/retention.ts";
import type { Meeting } from "../meeting.ts";

export const DESTINATIONS = ["folder", "webhook"] as const;
export type DestinationId = (typeof DESTINATIONS)[number];

export const WEBHOOK_FORMS = ["json", "slack", "text"] as const;
export type WebhookForm = (typeof WEBHOOK_FORMS)[number];

export interface Webhook {
  readonly address: string;
  /** Key of the signature; empty: requests are not signed. */
  readonly secret: string;
  readonly form: WebhookForm;
}

/** @typeParam Handle of a folder on disk, which `core/` does not know */
export type Destination<Handle> =
  | { readonly id: "folder"; readonly since: number; readonly handle: Handle }
  | ({ readonly id: "webhook"; readonly since: number } & Webhook);

/**
 * Why nothing has arrived. `offline`: this computer has no network. `busy`: the receiver asks to try later, or failed itself. `refused`: it
 * does not accept this request. `gone`: it wants no more requests (410). `file-gone`: the file was moved or deleted.
 */
export type DeliveryFault =
  | "offline"
  | "unreachable"
  | "timeout"
  | "busy"
  | "refused"
  | "redirected"
  | "gone"
  | "permission"
  | "folder-missing"
  | "file-gone"
  | "disk-full"
  | "folder-failed";

/** File of a meeting in the folder. */
export interface DeliveredFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  /** SHA-256 of the contents that Earshot may have written there. Another content is the user's. */
  readonly written: readonly string[];
  /** It was there once, so its absence means that the user moved or deleted it. */
  readonly isConfirmed?: true;
  /** The user had changed the file before, so this one was written beside it. */
  readonly isBeside?: true;
}

export interface Delivery {
  readonly destination: DestinationId;
  readonly meetingId: string;
  /** How often the meeting has changed. */
  readonly change: number;
  /** The change that needs nothing more. */
  readonly settled: number;
  /** Unix time in ms before which nothing is tried. */
  readonly dueAt: number;
  readonly attempts: number;
  /** Version under way. A retry has its id, so that a receiver can drop what it has already. */
  readonly version?: DeliveredVersion;
  readonly fault?: DeliveryFault;
  /** Status code of the receiver. */
  readonly detail?: string;
  /** Not tried again until the meeting changes or the user asks for it. */
  readonly isStopped?: true;
  /** Last version that has arrived, and when. */
  readonly sent?: { readonly digest: string; readonly at: number };
  readonly file?: DeliveredFile;
}

export interface DeliveredVersion {
  readonly id: string;
  /** SHA-256 of its content. */
  readonly digest: string;
}

export type DeliveryKey = Pick<Delivery, "destination" | "meetingId">;

export type Outcome =
  | { readonly type: "delivered" }
  /** `isUncounted`: the attempt says nothing about the receiver. */
  | {
      readonly type: "retry";
      readonly fault: DeliveryFault;
      readonly detail?: string;
      readonly afterMs?: number;
      readonly isUncounted?: true;
    }
  | { readonly type: "stopped"; readonly fault: DeliveryFault; readonly detail?: string };

/** Changes within this time are delivered together. A receiver of messages gets fewer versions than a folder. */
const QUIET_MS = { folder: 2_000, webhook: 8_000, laterWebhook: 60_000 } as const;

/** After the first failure, the second, and so on; the last one repeats for as long as it takes. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000];
/** Longest pause that a receiver can ask for. */
const LONGEST_ASKED_MS = 86_400_000;
/** Part of a pause by which it varies, so that many panels do not come back at once. */
const JITTER = 0.2;
/** For network and permission, which don't depend on the receiver. Each run looks at them, whatever asked for it. */
const UNCOUNTED_MS = 600_000;

/**
 * A meeting is followed if it was recorded after the destination was chosen, or was sent there before. Imported meetings are not, so that
 * a restored archive does not send hundreds of messages.
 */
export const isFollowed = (
  meeting: Meeting,
  { since }: Pick<Destination<unknown>, "since">,
  delivery: Delivery | undefined,
): boolean =>
  delivery !== undefined ||
  (meeting.isSample === undefined && meeting.importedAt === undefined && endOf(meeting) >= since);

/** @returns the record after a change of the meeting, which may be its first one */
export function changed(before: Delivery | undefined, key: DeliveryKey, now: number): Delivery {
  const {
    isStopped: _,
    fault: __,
    detail: ___,
    ...kept
  } = before ?? {
    ...key,
    change: 0,
    settled: 0,
    dueAt: 0,
    attempts: 0,
  };
  const isMessage = key.destination === "webhook";
  const quiet = !isMessage ? QUIET_MS.folder : kept.sent ? QUIET_MS.laterWebhook : QUIET_MS.webhook;
  return { ...kept, change: kept.change + 1, attempts: 0, dueAt: now + quiet };
}

/** Whether to try it now. */
export const isTimely = ({ dueAt, fault }: Delivery, now: number): boolean =>
  dueAt <= now || fault === "offline" || fault === "permission";

export const isDue = ({ change, settled, isStopped }: Delivery): boolean =>
  settled < change && isStopped === undefined;

/** @returns the record without anything left to do for the change that `of` has seen */
export function settledAt(delivery: Delivery, of: Delivery): Delivery {
  const { fault: _, detail: __, isStopped: ___, version: ____, ...kept } = delivery;
  return { ...kept, settled: of.change, attempts: 0 };
}

/**
 * @param delivery as it is stored now; it may have changed since the attempt began
 * @param tried as it was when the attempt began
 * @param random 0–1
 */
export function afterAttempt(
  delivery: Delivery,
  tried: Delivery,
  outcome: Outcome,
  now: number,
  random: number,
): Delivery {
  if (outcome.type === "delivered") {
    const digest = tried.version?.digest ?? "";
    return { ...settledAt(delivery, tried), sent: { digest, at: now } };
  }
  const { detail: _, ...kept } = delivery;
  const failed: Delivery = {
    ...kept,
    fault: outcome.fault,
    ...(outcome.detail !== undefined && { detail: outcome.detail }),
  };
  // A change that came meanwhile is tried on its own.
  if (delivery.change !== tried.change) return failed;
  if (outcome.type === "stopped") return { ...failed, isStopped: true };
  const attempts = delivery.attempts + (outcome.isUncounted ? 0 : 1);
  return { ...failed, attempts, dueAt: now + pauseMs(attempts, outcome, random) };
}

function pauseMs(
  attempts: number,
  { afterMs = 0, isUncounted }: Extract<Outcome, { type: "retry" }>,
  random: number,
): number {
  if (isUncounted) return UNCOUNTED_MS;
  const usual = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? 0;
  const varied = usual * (1 + JITTER * (2 * random - 1));
  return Math.max(varied, Math.min(afterMs, LONGEST_ASKED_MS));
}

/** @returns the record for a retry at once, as the user asks for it. A file that is gone is written again. */
export function retried(delivery: Delivery, now: number): Delivery {
  const { isStopped: _, file, ...kept } = delivery;
  const isGone = delivery.fault === "file-gone";
  return { ...kept, attempts: 0, dueAt: now, ...(file && !isGone && { file }) };
}

/** @returns when something is to be tried next, as Unix time in ms; `null`: never */
export function nextDueAt(deliveries: readonly Delivery[]): number | null {
  const times = deliveries.filter(isDue).map(({ dueAt }) => dueAt);
  return times.length === 0 ? null : Math.min(...times);
}
