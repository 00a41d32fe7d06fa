/** The stand-in for AssemblyAI's cloud: the local speech service with a real recogniser and extractive models. */

import { createExtractiveModel } from "../models/extractive.ts";
import { startLocalService } from "../server.ts";
import { openVoskEngine } from "../speech/vosk/vosk-engine.ts";
import type { Upstream } from "./stage.ts";

/** Between the Worker and the local service, on this machine only: guards nothing. */
const API_KEY = "local";

/** @param owner closes it. */
export async function openLocalUpstream(owner: AsyncDisposableStack): Promise<Upstream> {
  const engine = await openVoskEngine();
  owner.defer(() => engine.close());
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel: createExtractiveModel(),
  });
  owner.defer(() => service.close());
  return { apiKey: API_KEY, url: service.url };
}
