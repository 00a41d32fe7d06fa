/** Sentences about a delivery: where it is, or why it has not arrived. */

import { i18n } from "#i18n";
import { type Delivery, type DeliveryFault, isDue } from "../../core/delivery/delivery.ts";
import { formatDate } from "./format-date.ts";

const FAULT_KEY = {
  offline: "delivery.fault.offline",
  unreachable: "delivery.fault.unreachable",
  timeout: "delivery.fault.timeout",
  busy: "delivery.fault.busy",
  refused: "delivery.fault.refused",
  redirected: "delivery.fault.redirected",
  gone: "delivery.fault.gone",
  permission: "delivery.fault.permission",
  "folder-missing": "delivery.fault.folderMissing",
  "file-gone": "delivery.fault.fileGone",
  "disk-full": "delivery.fault.diskFull",
  "folder-failed": "delivery.fault.folderFailed",
} as const satisfies Record<DeliveryFault, string>;

/** @param place name of the folder, or host of the webhook */
export const deliveryFault = (fault: DeliveryFault, place: string, detail = ""): string =>
  i18n.t(FAULT_KEY[fault], [place, detail]);

/** Whether the user can do something about it: it waits, or is not tried again. */
export const isStuck = (delivery: Delivery): boolean =>
  delivery.isStopped === true || (isDue(delivery) && delivery.fault !== undefined);

/** @returns `null` if there is nothing to say */
export function deliveryWords(delivery: Delivery, place: string): string | null {
  const { fault, detail, sent, file } = delivery;
  if (isStuck(delivery) && fault !== undefined) return deliveryFault(fault, place, detail);
  if (isDue(delivery)) return i18n.t("delivery.sending", [place]);
  if (!sent) return null;
  const words = i18n.t("delivery.sent", [place, formatDate(sent.at)]);
  return file?.isBeside ? `${words} ${i18n.t("delivery.beside")}` : words;
}
