/**
 * Deliveries in a real Chrome: a webhook over HTTP with a receiver that breaks connections, and a folder. Chrome's picker can't be driven, so a
 * folder of the origin-private file system stands in for the picked one; its handle is stored and written by the same calls. The
 * permission for the receiver's origin is in the manifest of the tested copy, because Chrome's question can't be answered either.
 */

import { createHmac } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Delivery } from "../../core/delivery/delivery.ts";
import { findBrowser } from "../../local/browser/find-browser.mjs";
import { type BrowserWithExtension, launchBrowser } from "../../local/browser/launch.ts";
import { EXTENSION_DIR } from "../../local/launcher/build.ts";
import { picturedWhenFailing } from "../browser/harness.ts";
import { meetingOf, openKeeper } from "../meetings/stored-meeting.ts";
import { killBrowser } from "../processes/processes.ts";
import { type TemporaryFolder, temporaryFolder } from "../processes/temporary-folder.ts";

const SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0";
const WITHIN_MS = 5_000;

interface Received {
  readonly id: string;
  readonly isSigned: boolean;
  readonly meeting: string;
}
type Answer = (response: ServerResponse) => void;

const received: Received[] = [];
/** Answers to the next requests; then 204. */
const answers: Answer[] = [];
const server = createServer((request, response) => {
  readRequest(request)
    .then(() => (answers.shift() ?? ((open) => open.writeHead(204).end()))(response))
    .catch((error: unknown) => response.destroy(error as Error));
});

async function readRequest(request: IncomingMessage): Promise<void> {
  let body = "";
  for await (const part of request) body += String(part);
  const header = (name: string): string => String(request.headers[`webhook-${name}`]);
  const content = `${header("id")}.${header("timestamp")}.${body}`;
  const key = Buffer.from(SECRET.replace("whsec_", ""), "base64");
  const expected = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  const { meeting } = JSON.parse(body) as { meeting: { title: string } };
  const isSigned = header("signature") === expected;
  received.push({ id: header("id"), isSigned, meeting: meeting.title });
}
const last = (): Received | undefined => received.at(-1);

let profile: TemporaryFolder;
let running: BrowserWithExtension;
let page: Page;
const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function launch(): Promise<void> {
  running = await launchBrowser({
    executablePath: findBrowser() ?? "",
    extensionDir: join(profile.path, "extension"),
    profileDir: join(profile.path, "profile"),
    downloadDir: null,
    headless: true,
    args: [],
  });
  page = await openKeeper(running.browser, running.extension);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  profile = await temporaryFolder();
  const extension = join(profile.path, "extension");
  await cp(EXTENSION_DIR, extension, { recursive: true });
  const file = join(extension, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...manifest, host_permissions: ["http://127.0.0.1/*"] }));
  await launch();
});
afterAll(async () => {
  await running.browser.close();
  server.closeAllConnections();
  server.close();
  await profile[Symbol.asyncDispose]();
});

/** Runs in the page: one transaction of the database. */
const put = (values: Readonly<Record<string, readonly (readonly [unknown, string?])[]>>) =>
  page.evaluate(async (stores) => {
    const opening = indexedDB.open("earshot");
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const transaction = database.transaction(Object.keys(stores), "readwrite");
    for (const [name, entries] of Object.entries(stores))
      for (const [value, key] of entries) transaction.objectStore(name).put(value, key);
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  }, values);
const deliver = (): Promise<unknown> =>
  page.evaluate(() => {
    const { chrome } = globalThis as unknown as {
      chrome: { runtime: { sendMessage(message: object): Promise<unknown> } };
    };
    return chrome.runtime.sendMessage({ to: "background", type: "deliver" });
  });

/** Stores the meeting under this title, as an edit does, and asks the queue. */
async function store(id: string, title: string): Promise<void> {
  const meeting = { ...meetingOf(id, 60_000, Date.now() - 60_000), title };
  await put({ meetings: [[meeting]], deliveryDue: [[crypto.randomUUID(), id]] });
  await deliver();
}

const deliveries = (): Promise<Delivery[]> =>
  page.evaluate(async () => {
    const opening = indexedDB.open("earshot");
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const reading = database.transaction("deliveries").objectStore("deliveries").getAll();
    const all = await new Promise((resolve) => (reading.onsuccess = () => resolve(reading.result)));
    database.close();
    return all as Delivery[];
  });
const deliveryOf = async (destination: string, meetingId: string) =>
  (await deliveries()).find(
    (each) => each.destination === destination && each.meetingId === meetingId,
  );

/** Names and texts of the files in the vault, side files too. */
const vault = (): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("vault", { create: true });
    const all: Record<string, string> = {};
    for await (const [name, handle] of folder.entries())
      all[name] = await (await (handle as FileSystemFileHandle).getFile()).text();
    return all;
  });

const chooseFolder = (): Promise<void> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getDirectoryHandle("vault", { create: true });
    const opening = indexedDB.open("earshot");
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const transaction = database.transaction("destinations", "readwrite");
    transaction.objectStore("destinations").put({ id: "folder", since: 0, handle });
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  });
const chooseWebhook = (): Promise<void> =>
  put({
    destinations: [
      [{ id: "webhook", since: 0, address: `${origin()}/hook`, secret: SECRET, form: "json" }],
    ],
  });

const pictured = (act: () => Promise<void>): Promise<void> =>
  picturedWhenFailing(running.browser, act);

describe("deliveries", () => {
  test("write a meeting into the folder within 5 s, one file whatever its title becomes", () =>
    pictured(async () => {
      await chooseFolder();
      const from = Date.now();
      await store("one", "Weekly");
      await expect.poll(async () => Object.keys(await vault())).toHaveLength(1);
      expect(Date.now() - from).toBeLessThan(WITHIN_MS);
      await store("one", "Harbor weekly");
      await expect.poll(async () => Object.values(await vault())[0]).toContain("# Harbor weekly");
      const [name, text] = Object.entries(await vault())[0] ?? ["", ""];
      expect(name).toMatch(/^Weekly \d{4}-\d{2}-\d{2} \d{2}\.\d{2}\.md$/);
      expect(text).toContain('\nearshot: "one"\n---\n');
    }));

  test("keep what the user has written in the folder", () =>
    pictured(async () => {
      await page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle("vault");
        for await (const [, handle] of folder.entries()) {
          const stream = await (handle as FileSystemFileHandle).createWritable({
            keepExistingData: true,
          });
          await stream.write({ type: "write", position: 0, data: "Mine" });
          await stream.close();
        }
      });
      await store("one", "Third");
      await expect.poll(async () => Object.keys(await vault())).toHaveLength(2);
      const texts = Object.entries(await vault());
      expect(texts.find(([name]) => !name.includes("(Earshot)"))?.[1]).toMatch(/^Mine/);
      expect(texts.find(([name]) => name.includes("(Earshot)"))?.[1]).toContain("# Third");
    }));

  test("post to the webhook, signed, and repeat one id until an answer arrives", () =>
    pictured(async () => {
      await chooseWebhook();
      // Taken in and not answered; then busy.
      answers.push(
        (response) => response.destroy(),
        (response) => response.writeHead(503).end(),
      );
      await store("two", "Review");
      const own = () => received.filter(({ meeting }) => meeting === "Review");
      await expect.poll(() => own().length, { timeout: 120_000 }).toBe(3);
      await expect.poll(async () => (await deliveryOf("webhook", "two"))?.sent).toBeDefined();
      expect(new Set(own().map(({ id }) => id)).size).toBe(1);
      expect(received.every(({ isSigned }) => isSigned)).toBe(true);
    }));

  test("do not follow a redirect", () =>
    pictured(async () => {
      const before = received.length;
      answers.push((response) => response.writeHead(307, { location: `${origin()}/else` }).end());
      await store("three", "Redirected");
      await expect
        .poll(async () => (await deliveryOf("webhook", "three"))?.fault)
        .toBe("redirected");
      expect(received).toHaveLength(before + 1);
    }));

  test("go on after the browser was killed in the middle of a request and of a file", async () => {
    const open: ServerResponse[] = [];
    await pictured(async () => {
      answers.push((response) => void open.push(response));
      await store("four", "Killed");
      await expect.poll(() => open.length, { timeout: 120_000 }).toBe(1);
      await writeEndlessly();
    });
    await killBrowser(running.browser);
    expect(last()?.meeting).toBe("Killed");
    await launch();
    await pictured(async () => {
      await expect.poll(async () => (await deliveryOf("webhook", "four"))?.sent).toBeDefined();
      const own = received.filter(({ meeting }) => meeting === "Killed");
      expect(own).toHaveLength(2);
      expect(new Set(own.map(({ id }) => id)).size).toBe(1);
      const files = await vault();
      const text = files["atomic.md"] ?? "";
      expect(text).toHaveLength(LENGTH);
      expect(new Set(text.slice(0, 1) + text.slice(-1)).size).toBe(1);
      const killed = Object.keys(files).filter((name) => name.startsWith("Killed"));
      expect(killed).toHaveLength(1);
    });
  });
});

const LENGTH = 20_000_000;

/** Replaces one large file again and again, each time with another letter, until the browser is killed. */
const writeEndlessly = (): Promise<void> =>
  page.evaluate(async (length) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("vault");
    const handle = await folder.getFileHandle("atomic.md", { create: true });
    const replace = async (letter: string): Promise<void> => {
      const stream = await handle.createWritable();
      await stream.write(letter.repeat(length));
      await stream.close();
    };
    await replace("a");
    void (async () => {
      for (let n = 1; ; n++) await replace(String.fromCharCode(97 + (n % 26)));
    })();
  }, LENGTH);
