import { expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { click, one, openPanel, savedSettings, text, type } from "./support/panel.ts";

const CODE = "0123456789abcdef0123456789abcdef";
const MESSAGE = `Hi Anna!\nPaste this into Earshot:\nhttps://earshot.example/join#${CODE}\nBest, Ben`;

/** @returns whether the field inserts the text itself */
async function paste(field: string, words: string, kind: "paste" | "drop" = "paste") {
  const data = new DataTransfer();
  data.setData("text/plain", words);
  const event = new Event(kind, { bubbles: true, cancelable: true });
  Object.assign(event, kind === "paste" ? { clipboardData: data } : { dataTransfer: data });
  const isLeft = one("textbox", field).dispatchEvent(event);
  await vi.waitFor(() => expect(isLeft || text().includes("are filled in")).toBe(true));
  return isLeft;
}

const valueOf = (field: string): string => (one("textbox", field) as HTMLInputElement).value;

it.each([
  ["pasted", "Worker URL", "paste"],
  ["pasted", "Access code", "paste"],
  ["dropped", "Worker URL", "drop"],
  ["dropped", "Access code", "drop"],
] as const)("an invitation %s on “%s” fills in address and code", async (_, field, kind) => {
  const fetched = vi.spyOn(globalThis, "fetch");
  await openPanel(DEFAULT_SETTINGS);
  await click("button", "Join your team");
  expect(await paste(field, MESSAGE, kind)).toBe(false);
  expect([valueOf("Worker URL"), valueOf("Access code")]).toEqual([
    "https://earshot.example",
    CODE,
  ]);
  expect(text()).not.toContain(CODE);
  expect(fetched).not.toHaveBeenCalled();
  one("button", "Save").closest("form")?.dispatchEvent(new Event("submit"));
  await vi.waitFor(() =>
    expect(savedSettings()).toMatchObject({
      workerUrl: "https://earshot.example",
      accessCode: CODE,
    }),
  );
});

it("a pasted address or code stays in its own field", async () => {
  await openPanel(DEFAULT_SETTINGS);
  await click("button", "Join your team");
  await type("Access code", "rose");
  expect(await paste("Worker URL", "https://earshot.example")).toBe(true);
  expect(await paste("Access code", CODE)).toBe(true);
  expect(valueOf("Access code")).toBe("rose");
});

it("an invitation in the settings replaces the connection and its result", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () =>
    Response.json(
      { error: { code: "unauthorized", message: "No such code. Ask." } },
      { status: 401 },
    ),
  );
  await openPanel();
  await click("button", "Settings");
  expect(text()).toContain("The access code was not accepted.");
  await paste("Worker URL", MESSAGE);
  expect(text()).not.toContain("The access code was not accepted.");
  expect(text()).toContain("Not saved yet");
  await click("button", "Test connection");
  expect(text()).toContain("The access code was not accepted.");
  expect(text()).not.toContain("are filled in");
});
