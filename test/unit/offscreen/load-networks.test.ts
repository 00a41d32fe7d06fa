/** Loading the speech model on a computer that can't: why it fails is known before anything is allocated. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { failureOf, loadNetworks } from "../../../entrypoints/offscreen/engine/load-networks.ts";

const create = vi.hoisted(() => vi.fn<() => Promise<never>>());
vi.mock("onnxruntime-web/wasm", () => ({
  env: { wasm: {} },
  InferenceSession: { create },
}));

const fetched = vi.fn<typeof fetch>(async () => new Response("not the model"));
beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("navigator", { deviceMemory: 8 });
});
afterEach(() => {
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

const failure = () => loadNetworks().then(() => null, failureOf);

it("a browser without WebAssembly is not asked for any file", async () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(await failure()).toBe("no-wasm");
  expect(fetched).not.toHaveBeenCalled();
});

it.each([0.5, 1])(
  "a computer with %s GB of memory is not asked for any file",
  async (deviceMemory) => {
    vi.stubGlobal("navigator", { deviceMemory });
    expect(await failure()).toBe("memory");
    expect(fetched).not.toHaveBeenCalled();
  },
);

it("a file with another hash is damaged, and no network is opened with it", async () => {
  expect(await failure()).toBe("damaged");
  expect(fetched).toHaveBeenCalled();
  expect(create).not.toHaveBeenCalled();
});

it.each([
  ["RangeError: WebAssembly.Memory(): could not allocate memory", "memory"],
  ["Error: Out of memory", "memory"],
  ["RuntimeError: unreachable", "crashed"],
])("%s counts as %s", (message, expected) => {
  expect(failureOf(message)).toBe(expected);
});
