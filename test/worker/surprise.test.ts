import { expect, test } from "vitest";
import { serve } from "../../worker/serve.ts";
import { API_KEY, saying } from "./assembly-ai.ts";
import { ANNA, ENV, EXTENSION, expectNoSecrets, openDesk, WORDS } from "./desk.ts";

const desk = openDesk();

test("a bug is answered like any refusal, and the log tells where, not what", async () => {
  desk.upstream.next(saying(500, {}));
  const outside = {
    ...desk.upstream.outside,
    wait: () => Promise.reject(new RangeError(`broken by ${API_KEY}\nand ${WORDS}`)),
  };
  const request = new Request("https://earshot.example/v1/token", {
    method: "POST",
    headers: { Authorization: `Bearer ${ANNA}`, Origin: EXTENSION },
  });
  const response = await serve(request, ENV, outside);
  expect(response.status).toBe(500);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe(EXTENSION);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(await response.json()).toMatchObject({ error: { code: "internal" } });

  expect(desk.log).toHaveLength(1);
  const line = JSON.parse(desk.log[0] ?? "") as { kind: string; places: string[] };
  expect(line).toMatchObject({ route: "/v1/token", reason: "unexpected", kind: "RangeError" });
  expect(line.places.join()).toContain("surprise.test.ts");
  expectNoSecrets(desk.log);
});
