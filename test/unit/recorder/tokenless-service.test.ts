import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ok } from "../../../core/problem.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import type { SpeechService } from "../../../core/speech/service.ts";
import { openNumberChannel, record, restorePlatform, stubPlatform } from "./number-channel.ts";
import { facts, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

beforeEach(stubPlatform);
afterEach(restorePlatform);

it("a service that needs no token is used without asking the Worker, and every word arrives", async () => {
  const asked = vi.fn<typeof fetch>(() => Promise.reject(new TypeError("Failed to fetch")));
  vi.stubGlobal("fetch", asked);
  const service: SpeechService = {
    ...speechService,
    needsToken: false,
    request: () => ok({ transport: "websocket", address: "wss://here.example/" }),
  };
  const channel = await openNumberChannel({ service });
  await record([channel], 100_000);
  channel.transcriber.end();
  await vi.advanceTimersByTimeAsync(60_000);
  await channel.transcriber.closed;
  vi.useRealTimers();
  expect(await channel.heard()).toEqual(spokenNumbers(channel.samples / BLOCK_SAMPLES));
  expect(facts.addresses[0]?.href).toBe("wss://here.example/");
  expect(asked).not.toHaveBeenCalled();
});
