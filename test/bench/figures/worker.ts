/**
 * `POST /v1/token` of Earshot's Worker under `wrangler dev`, compared with a bare Worker in the same run that answers a constant
 * or forwards a token from the speech service, without and with one durable write before. Requests per second are measured with 8 parallel requests, latency with one at a
 * time. The speech service is the local one, and wrangler's recorder of requests is off. Earshot's Worker also debits the day's budget on disk for each request; rate
 * limits are off, because one code sends more requests than they allow.
 *
 * Goals: Earshot's Worker adds less than 5 ms to the median latency of forwarding, and answers at least eight tenths as many
 * requests per second. A token leaves after its debit is on disk, so the comparison with one durable write shows what Earshot itself costs.
 */

import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { startLocalService } from "../../../local/server.ts";
import { startWorker } from "../../../local/launcher/worker-process.ts";
import { startBareWorker } from "../bare-worker.ts";
import type { Figure, Row } from "../figure.ts";
import { load } from "../load.ts";
import { briefModel } from "../../meetings/meeting-script.ts";
import { median } from "../statistics.ts";

const API_KEY = "key-of-the-team";
const ACCESS_CODE = "code-of-the-bench";
const AT_ONCE = 8;
const REQUESTS_AT_ONCE = 800;
const REQUESTS_ONE_BY_ONE = 200;
const WARM_UP_REQUESTS = 200;
const MAX_ADDED_MS = 5;
const MIN_OF_FORWARDING = 0.8;

interface Measured {
  readonly requestsPerSecond: number[];
  readonly medianMs: number[];
}

export const worker: Figure = async ({ runs, say, signal }) => {
  await using resources = new AsyncDisposableStack();
  const engine = createScriptedEngine([]);
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel: briefModel,
  });
  resources.defer(() => service.close());
  const ours = await startWorker({
    bindings: {
      ASSEMBLYAI_API_KEY: API_KEY,
      ASSEMBLYAI_STREAMING_URL: service.url,
      ACCESS_CODES: `bench:${ACCESS_CODE}`,
      ALLOWED_ORIGINS: "*",
    },
  });
  resources.defer(() => ours.close());
  const upstream = `${service.url}/v3/token?expires_in_seconds=60&max_session_duration_seconds=10800`;
  const bare = resources.use(await startBareWorker({ url: upstream, authorization: API_KEY }));

  const subjects = [
    { name: "constant", url: `${bare.url}/`, measured: nothing() },
    { name: "forward", url: `${bare.url}/forward`, measured: nothing() },
    { name: "write", url: `${bare.url}/write`, measured: nothing() },
    { name: "token", url: `${ours.url}/v1/token`, measured: nothing() },
  ] as const;
  const headers = { authorization: `Bearer ${ACCESS_CODE}` };
  for (const { url } of subjects)
    await load({ url, headers, count: WARM_UP_REQUESTS, atOnce: AT_ONCE });
  for (let run = 0; run < runs; run++) {
    for (const { name, url, measured } of subjects) {
      signal.throwIfAborted();
      const single = await load({ url, headers, count: REQUESTS_ONE_BY_ONE, atOnce: 1 });
      const many = await load({ url, headers, count: REQUESTS_AT_ONCE, atOnce: AT_ONCE });
      measured.medianMs.push(median(single.latenciesMs));
      measured.requestsPerSecond.push(many.requestsPerSecond);
      say(`run ${run + 1}, ${name}: ${many.requestsPerSecond.toFixed(0)} requests/s`);
    }
  }
  const [constant, forward, write, token] = subjects;
  return rowsOf(constant.measured, forward.measured, write.measured, token.measured);
};

const nothing = (): Measured => ({ requestsPerSecond: [], medianMs: [] });

function rowsOf(constant: Measured, forward: Measured, write: Measured, token: Measured): Row[] {
  const rate = (
    name: string,
    { requestsPerSecond }: Measured,
    [to, of]: readonly [name: string, of: Measured] = ["bare", constant],
  ): Row => ({
    figure: `Worker: ${name}, ${AT_ONCE} at once`,
    unit: "requests/s",
    values: requestsPerSecond,
    ratio: {
      value: median(requestsPerSecond) / median(of.requestsPerSecond),
      to,
    },
  });
  const latency = (name: string, { medianMs }: Measured): Row => ({
    figure: `Worker: ${name}, one by one`,
    unit: "ms",
    values: medianMs,
    ratio: { value: median(medianMs) / median(constant.medianMs), to: "bare" },
  });
  return [
    rate("bare constant", constant),
    rate("bare forwarding", forward),
    rate("bare forwarding after a durable write", write, ["forwarding", forward]),
    {
      ...rate("/v1/token", token, ["forwarding", forward]),
      goal: { of: "ratio", atLeast: MIN_OF_FORWARDING },
    },
    {
      figure: "Worker: /v1/token beside forwarding after a durable write",
      unit: "requests/s",
      values: token.requestsPerSecond,
      ratio: {
        value: median(token.requestsPerSecond) / median(write.requestsPerSecond),
        to: "write",
      },
    },
    latency("bare constant", constant),
    latency("bare forwarding", forward),
    latency("bare forwarding after a durable write", write),
    latency("/v1/token", token),
    {
      figure: "Worker: /v1/token adds to forwarding",
      unit: "ms",
      values: token.medianMs.map((ms, run) => ms - (forward.medianMs[run] ?? Number.NaN)),
      ratio: { value: median(token.medianMs) / median(forward.medianMs), to: "forwarding" },
      goal: { of: "median", atMost: MAX_ADDED_MS },
    },
  ];
}
