import { beforeEach, describe, expect, it, vi } from "vitest";
import { changed, type Delivery, settledAt } from "../../core/delivery/delivery.ts";
import {
  listDeliveries,
  listDestinations,
  putDestination,
} from "../../entrypoints/shared/database/delivery-store.ts";
import { withDatabase } from "../../entrypoints/shared/database/open.ts";
import { announceOnce } from "../../entrypoints/shared/live-channel.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  choose,
  click,
  held,
  one,
  openMenu,
  openPanel,
  settle,
  spoken,
  store,
  text,
  type,
} from "./support/panel.ts";

/** Chrome's answers about folder and sites. */
let isFolderAllowed = true;
let isSiteAllowed = true;
vi.mock(import("../../entrypoints/shared/folder-permission.ts"), async (original) => ({
  ...(await original()),
  canWrite: async () => isFolderAllowed,
}));
const request = vi.fn<(of: object) => Promise<boolean>>(async () => isSiteAllowed);
const remove = vi.fn<(of: object) => Promise<boolean>>(async () => true);
Object.assign(Reflect.get(globalThis, "chrome") as object, {
  permissions: { contains: async () => false, request, remove },
});

const NOW = Date.UTC(2026, 10, 22, 10);
const ADDRESS = "https://hooks.example/a?key=1";

beforeEach(() => {
  isFolderAllowed = true;
  isSiteAllowed = true;
  vi.clearAllMocks();
});

const withFolder = (): Promise<void> =>
  withDatabase((database) =>
    putDestination(database, {
      id: "folder",
      since: 0,
      handle: { name: "Vault" } as FileSystemDirectoryHandle,
    }),
  );
const withWebhook = (): Promise<void> =>
  withDatabase((database) =>
    putDestination(database, {
      id: "webhook",
      since: 0,
      address: ADDRESS,
      secret: "",
      form: "json",
    }),
  );
const due = (destination: Delivery["destination"]): Delivery =>
  changed(undefined, { destination, meetingId: "m" }, NOW);
const putDelivery = (delivery: Delivery): Promise<unknown> =>
  withDatabase((database) => database.put("deliveries", delivery));
const deliveries = (): Promise<Delivery[]> => withDatabase(listDeliveries);
const destinations = () => withDatabase(listDestinations);
const asked = (): number =>
  chromeNow.sent.filter((sent) => (sent as { type: string }).type === "deliver").length;

async function openSettings(): Promise<void> {
  await openPanel();
  await click("button", "Settings");
}

describe("the folder in Settings", () => {
  it("is chosen on a page of its own", async () => {
    await openSettings();
    expect(text()).toContain("One Markdown file for each meeting, as for Obsidian.");
    await click("button", "Choose folder…");
    expect(chromeNow.opened).toEqual(["chrome-extension://earshot/folder.html"]);
  });

  it("is named, and forgotten when it is turned off", async () => {
    await withFolder();
    await openSettings();
    expect(text()).toContain("New meetings are written to “Vault”.");
    expect(all("button", "Allow")).toEqual([]);
    await click("button", "Turn off Vault");
    expect(await destinations()).toEqual([]);
    expect(text()).not.toContain("Vault");
  });

  it("asks for a permission that has ended", async () => {
    isFolderAllowed = false;
    await withFolder();
    await openSettings();
    expect(text()).toContain("Permission needed");
    await click("button", "Allow");
    expect(chromeNow.opened).toEqual(["chrome-extension://earshot/folder.html#allow"]);
  });
});

describe("the webhook in Settings", () => {
  it.each(["http://hooks.example/a", "hooks.example"])("refuses %s without asking", async (bad) => {
    await openSettings();
    await type("Address", bad);
    await click("button", "Turn on");
    expect(text()).toContain("Use an address that begins with https://.");
    expect(request).not.toHaveBeenCalled();
    expect(await destinations()).toEqual([]);
  });

  it("is stored when Chrome allows its site, and that site alone", async () => {
    await openSettings();
    await type("Address", ADDRESS);
    await type("Signing secret", "whsec_c2VjcmV0");
    await click("button", "Turn on");
    expect(request.mock.calls).toEqual([[{ origins: ["https://hooks.example/*"] }]]);
    expect(await destinations()).toMatchObject([
      { id: "webhook", address: ADDRESS, secret: "whsec_c2VjcmV0", form: "json" },
    ]);
    // Another panel, or this one again, shows it.
    await openSettings();
    expect((one("textbox", "Address") as HTMLInputElement).value).toBe(ADDRESS);
  });

  it("is not stored when Chrome does not allow its site", async () => {
    isSiteAllowed = false;
    await openSettings();
    await type("Address", ADDRESS);
    await click("button", "Turn on");
    expect(text()).toContain("Chrome doesn’t allow this site. Nothing was sent.");
    expect(await destinations()).toEqual([]);
  });

  it("gives the permission back when it is turned off", async () => {
    await withWebhook();
    await openSettings();
    await click("button", "Turn off Web address (webhook)");
    expect(await destinations()).toEqual([]);
    expect(remove.mock.calls).toEqual([[{ origins: ["https://hooks.example/*"] }]]);
  });

  it.each([
    [async () => new Response(null, { status: 200 }), "The test arrived."],
    [async () => new Response(null, { status: 404 }), "hooks.example refused it (404)."],
    [
      async () => Promise.reject(new TypeError("")),
      "Can’t reach hooks.example. Earshot keeps trying.",
    ],
  ])("sends a test: %#", async (answer, words) => {
    const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(answer);
    await openSettings();
    await type("Address", ADDRESS);
    await click("button", "Send a test");
    await vi.waitFor(() => expect(text()).toContain(words));
    const sent = fetched.mock.calls.find(([to]) => to === ADDRESS)?.[1];
    expect(String(sent?.body)).toContain("This is a test from Earshot.");
    expect(await destinations()).toEqual([]);
  });
});

describe("what has not been sent", () => {
  it("is listed with its reason, and can be retried or removed", async () => {
    await store({ meetings: [held()], turns: [spoken()] });
    await withWebhook();
    const refused: Delivery = { ...due("webhook"), fault: "refused", detail: "403" };
    await putDelivery({ ...refused, isStopped: true });
    await openSettings();
    expect(text()).toContain("Not sent yet");
    expect(text()).toContain("hooks.example refused it (403).");
    const before = asked();
    await click("button", "Try again: Weekly");
    expect(await deliveries()).toMatchObject([{ attempts: 0, settled: 0 }]);
    expect((await deliveries())[0]?.isStopped).toBeUndefined();
    expect(asked()).toBeGreaterThan(before);
    await click("button", "Remove: Weekly");
    expect(await deliveries()).toMatchObject([{ change: 1, settled: 1 }]);
    expect(text()).not.toContain("Not sent yet");
  });
});

describe("a meeting", () => {
  async function openNotes(): Promise<void> {
    await store({ meetings: [held()], turns: [spoken()] });
    await openPanel();
    await click("tab", "Notes");
  }
  const lines = (): string => one("list", "Sent to").textContent;

  it("says where it was sent and when, as soon as that has happened", async () => {
    await withFolder();
    await putDelivery(due("folder"));
    await openNotes();
    expect(lines()).toContain("Sending to Vault…");
    const sent = { digest: "d", at: NOW };
    await putDelivery({ ...settledAt(due("folder"), due("folder")), sent });
    announceOnce({ type: "deliveries" });
    await vi.waitFor(() => expect(lines()).toContain("Sent to Vault · "));
  });

  it("says that a file of the user was kept", async () => {
    await withFolder();
    const sent = { digest: "d", at: NOW };
    const file = { path: "a.md", written: ["d"], isBeside: true } as const;
    await putDelivery({ ...settledAt(due("folder"), due("folder")), sent, file });
    await openNotes();
    expect(lines()).toContain("You changed the file, so a new one lies beside it.");
  });

  it.each([
    ["offline", "Waiting for network", "Try again"],
    ["disk-full", "Disk full. Free some space.", "Try again"],
    ["permission", "Permission needed", "Allow"],
    ["file-gone", "The file in “Vault” was moved or deleted.", "Try again"],
  ] as const)("says what it waits for: %s", async (fault, words, button) => {
    await withFolder();
    await putDelivery({ ...due("folder"), fault });
    await openNotes();
    expect(lines()).toContain(words);
    await click("button", button);
    if (button === "Allow")
      expect(chromeNow.opened).toEqual(["chrome-extension://earshot/folder.html#allow"]);
    else expect((await deliveries())[0]?.dueAt).toBeGreaterThan(NOW);
  });

  it("that was not sent can be sent from its menu, and says nothing before", async () => {
    await withFolder();
    await openNotes();
    expect(all("list", "Sent to")).toEqual([]);
    await choose("More", "Send to Vault");
    await settle();
    expect(await deliveries()).toMatchObject([{ destination: "folder", meetingId: "m" }]);
    await openMenu("More");
    expect(all("menuitem", "Send to Vault")).toEqual([]);
  });

  it("asks the queue after an edit, but only if there is a destination", async () => {
    await openNotes();
    await click("tab", "Transcript");
    expect(asked()).toBe(0);
    await withFolder();
    announceOnce({ type: "deliveries" });
    await settle();
    const before = asked();
    await store({ turns: [spoken({ order: 1, startMs: 2_000 })] });
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(before));
  });
});
