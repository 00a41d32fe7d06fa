import { expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { chromeNow } from "./support/chrome.ts";
import { all, click, one, openPanel, openRecorder, text, type } from "./support/panel.ts";

const CONFIG = {
  name: "anna",
  version: "1",
  region: "eu",
  notes: { default_model: "claude", models: ["claude"], max_tokens: 1000 },
  limits: { max_session_duration_seconds: 3600, max_chat_bytes: 1000 },
};

const answer = (status: number, body: unknown) =>
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(body, { status }));

async function join(): Promise<void> {
  await openPanel(DEFAULT_SETTINGS);
  await click("button", "Join your team");
}

async function fillIn(workerUrl = "https://worker.example", accessCode = "rose"): Promise<void> {
  await join();
  await type("Worker URL", workerUrl);
  await type("Access code", accessCode);
}

it("the first view offers Start without a form, and says where words are written", async () => {
  await openPanel(DEFAULT_SETTINGS);
  expect(all("textbox")).toEqual([]);
  expect(one("button", "Start").hasAttribute("disabled")).toBe(false);
  expect(text()).toContain("Words are written on this computer, in English.");
});

it("joining a team asks for Worker URL and access code only", async () => {
  await join();
  expect(all("textbox").length).toBe(2);
  expect(one("textbox", "Access code").getAttribute("type")).toBe("password");
  expect(one("button", "Save").hasAttribute("disabled")).toBe(true);
});

it("joining can be left without a choice", async () => {
  await join();
  await click("button", "Back");
  expect(one("button", "Start")).toBeTruthy();
});

it("a user of a team is not asked to join one", async () => {
  await openPanel();
  expect(all("button", "Join your team")).toEqual([]);
});

it("a passed connection test shows the name of the access code", async () => {
  const fetched = answer(200, CONFIG);
  await fillIn();
  await click("button", "Test connection");
  expect(text()).toContain("Connected as anna");
  expect(String(fetched.mock.calls[0]?.[0])).toBe("https://worker.example/v1/config");
  expect(fetched.mock.calls[0]?.[1]?.headers).toMatchObject({ Authorization: "Bearer rose" });
});

it("a failed connection test shows the reason and the Worker's message", async () => {
  answer(401, { error: { code: "unauthorized", message: "No such code." } });
  await fillIn();
  await click("button", "Test connection");
  expect(text()).toContain("The access code was not accepted.");
  expect(text()).not.toContain("is kept");
  expect(text()).toContain("No such code.");
});

it("a plain http address is refused without a request", async () => {
  const fetched = answer(200, CONFIG);
  await fillIn("http://worker.example");
  await click("button", "Test connection");
  expect(text()).toContain("This is not a usable Worker URL.");
  expect(fetched).not.toHaveBeenCalled();
});

it("saving trims the fields and leads to Start", async () => {
  await fillIn(" https://worker.example ", " rose ");
  one("button", "Save").closest("form")?.dispatchEvent(new Event("submit"));
  await vi.waitFor(() => expect(one("status").textContent).toBe("Ready"));
  expect(chromeNow.storage["settings"]).toEqual({
    ...DEFAULT_SETTINGS,
    workerUrl: "https://worker.example",
    accessCode: "rose",
  });
});

it("a running recording is shown without a team", async () => {
  const recorder = openRecorder();
  await openPanel(DEFAULT_SETTINGS);
  await recorder.state();
  expect(one("button", "Stop")).toBeTruthy();
  expect(one("log", "Transcript")).toBeTruthy();
});
