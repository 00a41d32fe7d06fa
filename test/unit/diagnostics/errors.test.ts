import "fake-indexeddb/auto";
import { readFile } from "node:fs/promises";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { listErrors } from "../../../entrypoints/shared/diagnostics-log.ts";
import { listenForErrors, reportUnexpected } from "../../../entrypoints/shared/errors.ts";

const ROOT = new URL("../../../entrypoints/", import.meta.url);

let scope: EventTarget;

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.spyOn(console, "error").mockImplementation(() => {});
  scope = new EventTarget();
});

/** @returns whether the event was left to Chrome */
const dispatch = (type: string, fields: object): boolean =>
  scope.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), fields));

const logged = (count: number) =>
  vi.waitFor(async () => {
    const errors = await listErrors();
    expect(errors).toHaveLength(count);
    return errors;
  });

describe("listenForErrors", () => {
  it.each<[string, object, RegExp]>([
    ["error", { error: new TypeError("no track") }, /^TypeError: no track/],
    ["error", { message: "Script error." }, /^Script error\.$/],
    ["unhandledrejection", { reason: new Error("refused") }, /^Error: refused/],
    ["messageerror", {}, /^Error: A message could not be read\./],
  ])("logs the context and the cause of an event of type %s", async (type, fields, cause) => {
    listenForErrors(scope, "recorder thread");
    dispatch(type, fields);
    const [error] = await logged(1);
    expect(error?.where).toBe("recorder thread");
    expect(error?.error).toMatch(cause);
  });

  it("handles an event, so that Chrome does not pass it on to the document", async () => {
    listenForErrors(scope, "recorder thread");
    expect(dispatch("error", { error: new Error("once") })).toBe(false);
    await logged(1);
  });

  it("logs an error that occurs again once, with its count", async () => {
    listenForErrors(scope, "search thread");
    const error = Object.assign(new Error("same"), { stack: "" });
    dispatch("error", { error });
    dispatch("error", { error });
    await vi.waitFor(async () =>
      expect(await listErrors()).toMatchObject([{ where: "search thread", count: 2 }]),
    );
  });

  it("logs no content", async () => {
    listenForErrors(scope, "side panel");
    dispatch("unhandledrejection", {
      reason: new Error("No “Salary talk” at https://meet.example/abc"),
    });
    const [error] = await logged(1);
    expect(error?.error).not.toMatch(/Salary|meet\.example/);
  });

  it("stops when it is told to", async () => {
    listenForErrors(scope, "side panel")();
    dispatch("error", { error: new Error("late") });
    reportUnexpected("test")("last");
    expect(await logged(1)).toMatchObject([{ where: "test" }]);
  });
});

describe("each context listens for errors before it does anything else", () => {
  it.each([
    ["background/index.ts", "service worker"],
    ["offscreen/main.ts", "offscreen document"],
    ["offscreen/recorder/recorder.worker.ts", "recorder thread"],
    ["sidepanel/main.ts", "side panel"],
    ["sidepanel/search/search.worker.ts", "search thread"],
    ["sidepanel/files/files.worker.ts", "files thread"],
    ["microphone/main.ts", "microphone page"],
    ["print/main.ts", "print page"],
  ])("%s", async (path, context) => {
    const source = await readFile(new URL(path, ROOT), "utf8");
    const [call = ""] = /^ *\w+\(.*/m.exec(statementsOf(source)) ?? [];
    expect(call).toMatch(new RegExp(`^ *listenForErrors\\(\\w+, "${context}"\\);$`));
  });
});

/** The source from its first statement that is no import. */
const statementsOf = (source: string): string =>
  source.replace(/^\/\*\*[\s\S]*?\*\/\n/, "").replace(/^import [\s\S]*?;\n/gm, "");
