import { expect, test } from "vitest";
import { serve } from "../../worker/serve.ts";
import { API_KEY, saying } from "./fake-assemblyai.ts";
import { ANNA, ENV, EXTENSION, expectNoSecrets, openWorker, WORDS } from "./worker-under-test.ts";

const worker = openWorker();

test("an unexpected error becomes a refusal, and the log has its place but not its message", async () => {
  worker.upstream.next(saying(500, {}));
  const platform = {
    ...worker.upstream.platform,
    wait: () => Promise.reject(new RangeError(`broken by ${API_KEY}\nand ${WORDS}`)),
  };
  const request = new Request("https://earshot.example/v1/token", {
    method: "POST",
    headers: { Authorization: `Bearer ${ANNA}`, Origin: EXTENSION },
  });
  const response = await serve(request, ENV, platform);
  expect(response.status).toBe(500);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe(EXTENSION);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(await response.json()).toMatchObject({ error: { code: "internal" } });

  expect(worker.log).toHaveLength(1);
  const line = JSON.parse(worker.log[0] ?? "") as { kind: string; places: string[] };
  expect(line).toMatchObject({ route: "/v1/token", reason: "unexpected", kind: "RangeError" });
  expect(line.places.join()).toContain("unexpected-error.test.ts");
  expectNoSecrets(worker.log);
});
