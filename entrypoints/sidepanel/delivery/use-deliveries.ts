/** Destinations and the delivery queue as the panel shows them, and what the user does about them. */

import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import type {
  DeliveryView,
  DestinationPlace,
  WebhookTest,
} from "../../../components/settings/delivery-view.ts";
import {
  type Delivery,
  type DestinationId,
  isDue,
  retried,
  settledAt,
  type Webhook,
} from "../../../core/delivery/delivery.ts";
import {
  addDelivery,
  listDeliveries,
  listDestinations,
  putDestination,
  removeDestination,
  type StoredDestination,
  updateDelivery,
} from "../../shared/database/delivery-store.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { type Database, watchMarks } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { canWrite } from "../../shared/folder-permission.ts";
import { openLiveChannel } from "../../shared/live-channel.ts";
import { askBackground } from "../../shared/requests.ts";
import { originPattern, parseWebhookAddress } from "../../shared/webhook-address.ts";

const PAGE = "/folder.html";
/** Edits come in bursts. */
const SPACING_MS = 1_000;

export function useDeliveries(database: Promise<Database>) {
  const destinations = shallowRef<readonly StoredDestination[]>([]);
  const deliveries = shallowRef<readonly Delivery[]>([]);
  const titles = shallowRef<ReadonlyMap<string, string>>(new Map());
  const isFolderAllowed = ref(true);
  const test = shallowRef<WebhookTest>({ state: "untested" });

  const { announce, close } = openLiveChannel({
    onEvent({ type }) {
      if (type === "deliveries") refresh();
      // The offscreen document has stored one.
      else if (type === "note") ask();
    },
  });
  const stopAsking = askWhenMarked(ask);
  window.addEventListener("online", ask);
  onScopeDispose(() => {
    close();
    stopAsking();
    window.removeEventListener("online", ask);
  });

  function ask(): void {
    if (destinations.value.length > 0) askQueue();
  }

  function refresh(): void {
    load().catch(reportUnexpected("reading deliveries"));
  }

  async function load(): Promise<void> {
    const opened = await database;
    const found = await listDestinations(opened);
    const ids = new Set(found.map(({ id }) => id));
    const all = await listDeliveries(opened);
    const own = all.filter(({ destination }) => ids.has(destination));
    titles.value = await titlesOf(opened, own.filter(isWaiting));
    const folder = found.find(({ id }) => id === "folder");
    isFolderAllowed.value = folder?.id !== "folder" || (await canWrite(folder.handle));
    destinations.value = found;
    deliveries.value = own;
  }

  const places = computed(() => destinations.value.map(placeOf));
  const view = computed<DeliveryView>(() => {
    const webhook = destinations.value.find(({ id }) => id === "webhook");
    return {
      places: places.value,
      isFolderAllowed: isFolderAllowed.value,
      webhook: webhook?.id === "webhook" ? settingsOf(webhook) : null,
      test: test.value,
      queue: deliveries.value.filter(isWaiting).map((delivery) => ({
        delivery,
        title: titles.value.get(delivery.meetingId) ?? "",
      })),
    };
  });

  /** Stores a change, and lets all panels and the service worker know. */
  async function change(act: (database: Database) => Promise<unknown>): Promise<void> {
    await act(await database);
    announce({ type: "deliveries" });
    await load();
    ask();
  }

  /** Must run in the same task as the click: Chrome asks only then. */
  function requestOrigin({ address }: Webhook): Promise<boolean> | null {
    const url = parseWebhookAddress(address);
    test.value = { state: url ? "untested" : "address" };
    return url && browser.permissions.request({ origins: [originPattern(url)] });
  }

  async function saveWebhook(webhook: Webhook): Promise<void> {
    const asked = requestOrigin(webhook);
    if (!asked) return;
    if (await asked)
      await change(async (opened) => {
        await putDestination(opened, { id: "webhook", since: Date.now(), ...webhook });
        await retryAll(opened, "webhook");
      });
    else test.value = { state: "forbidden" };
  }

  async function testWebhook(webhook: Webhook): Promise<void> {
    const asked = requestOrigin(webhook);
    if (!asked) return;
    if (!(await asked)) {
      test.value = { state: "forbidden" };
      return;
    }
    test.value = { state: "running" };
    const message = { ...testBody(webhook), id: `msg_test_${crypto.randomUUID()}` };
    const { sendWebhook } = await import("../../shared/send-webhook.ts");
    const outcome = await sendWebhook(webhook, message, Date.now());
    test.value =
      outcome.type === "delivered"
        ? { state: "passed" }
        : {
            state: "failed",
            fault: outcome.fault,
            ...(outcome.detail !== undefined && { detail: outcome.detail }),
          };
  }

  const actions = {
    chooseFolder: () => openPage(""),
    allowFolder: () => openPage("#allow"),
    removeFolder: () => change((opened) => removeDestination(opened, "folder")),
    saveWebhook,
    testWebhook,
    async removeWebhook(): Promise<void> {
      const url = parseWebhookAddress(view.value.webhook?.address ?? "");
      await change((opened) => removeDestination(opened, "webhook"));
      if (url) await browser.permissions.remove({ origins: [originPattern(url)] });
    },
    retry: (delivery: Delivery) =>
      change((opened) =>
        // No meeting is sent to a receiver that wanted no more.
        delivery.fault === "gone"
          ? retryAll(opened, delivery.destination)
          : updateDelivery(opened, delivery, (stored) => retried(stored, Date.now())),
      ),
    remove: (delivery: Delivery) =>
      change((opened) => updateDelivery(opened, delivery, (stored) => settledAt(stored, stored))),
    send: (meetingId: string, destination: DestinationId) =>
      change((opened) => addDelivery(opened, { destination, meetingId }, Date.now())),
    /** Asks Chrome for the permission that this delivery lacks. */
    async allow({ destination }: Delivery): Promise<void> {
      const { webhook } = view.value;
      if (destination === "folder") await openPage("#allow");
      else if (webhook) await saveWebhook(webhook);
    },
  };

  load().then(ask).catch(reportUnexpected("reading deliveries"));

  return {
    view,
    places,
    of: (meetingId: string | null): readonly Delivery[] =>
      deliveries.value.filter((delivery) => delivery.meetingId === meetingId),
    ...reporting(actions),
  };
}

type Actions = Readonly<Record<string, (...args: never[]) => Promise<void>>>;

/** The same actions without a promise, for events of components. */
function reporting<All extends Actions>(
  actions: All,
): { readonly [Name in keyof All]: (...args: Parameters<All[Name]>) => void } {
  const reported = Object.entries(actions).map(([name, act]) => [
    name,
    (...args: never[]): void => void act(...args).catch(reportUnexpected(`delivery: ${name}`)),
  ]);
  return Object.fromEntries(reported) as {
    readonly [Name in keyof All]: (...args: Parameters<All[Name]>) => void;
  };
}

/** Due, or stopped before it arrived. */
const isWaiting = (delivery: Delivery): boolean => isDue(delivery) || delivery.isStopped === true;

async function retryAll(database: Database, destination: DestinationId): Promise<void> {
  for (const delivery of await listDeliveries(database))
    if (delivery.destination === destination && isWaiting(delivery))
      await updateDelivery(database, delivery, (stored) => retried(stored, Date.now()));
}

const settingsOf = ({ address, secret, form }: Webhook): Webhook => ({ address, secret, form });

const placeOf = (destination: StoredDestination): DestinationPlace => ({
  id: destination.id,
  name:
    destination.id === "folder"
      ? destination.handle.name
      : (parseWebhookAddress(destination.address)?.host ?? ""),
});

async function titlesOf(
  database: Database,
  waiting: readonly Delivery[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(waiting.map(({ meetingId }) => meetingId))];
  const meetings = await Promise.all(ids.map((id) => getMeeting(database, id)));
  return new Map(
    meetings.flatMap((meeting) =>
      meeting ? [[meeting.id, meeting.title || i18n.t("document.untitled")] as const] : [],
    ),
  );
}

function testBody({ form }: Webhook): { readonly body: string; readonly type: string } {
  const text = i18n.t("delivery.testMessage");
  if (form === "text") return { body: `${text}\n`, type: "text/plain; charset=utf-8" };
  const json = form === "slack" ? { text } : { format: "earshot-test", version: 1, text };
  return { body: JSON.stringify(json), type: "application/json" };
}

function askQueue(): void {
  askBackground({ to: "background", type: "deliver" }).catch(
    reportUnexpected("asking for deliveries"),
  );
}

/** Asks the service worker to look at the queue when this panel has changed meetings: at once, and once more after a burst. */
function askWhenMarked(ask: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isMarked = false;
  watchMarks(() => {
    if (timer !== undefined) {
      isMarked = true;
      return;
    }
    ask();
    timer = setTimeout(function again() {
      timer = isMarked ? setTimeout(again, SPACING_MS) : undefined;
      if (isMarked) ask();
      isMarked = false;
    }, SPACING_MS);
  });
  return () => {
    clearTimeout(timer);
    watchMarks(() => {});
  };
}

async function openPage(hash: string): Promise<void> {
  const url = browser.runtime.getURL(PAGE);
  const [front] = await browser.tabs.query({ active: true, currentWindow: true });
  await browser.tabs.create({
    url: `${url}${hash}`,
    ...(front?.id !== undefined && { openerTabId: front.id }),
  });
}
