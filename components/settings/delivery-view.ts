/** What the panel shows of destinations and of the delivery queue. */

import type {
  Delivery,
  DeliveryFault,
  DestinationId,
  Webhook,
} from "../../core/delivery/delivery.ts";

export interface DestinationPlace {
  readonly id: DestinationId;
  /** Name of the folder, or host of the webhook. */
  readonly name: string;
}

export interface QueueItem {
  readonly delivery: Delivery;
  readonly title: string;
}

export type WebhookTest =
  | { readonly state: "untested" | "running" | "passed" | "address" | "forbidden" }
  | { readonly state: "failed"; readonly fault: DeliveryFault; readonly detail?: string };

export interface DeliveryView {
  readonly places: readonly DestinationPlace[];
  /** Chrome lets Earshot write into the folder. */
  readonly isFolderAllowed: boolean;
  /** `null`: off. */
  readonly webhook: Webhook | null;
  readonly test: WebhookTest;
  /** What has not arrived yet. */
  readonly queue: readonly QueueItem[];
}
