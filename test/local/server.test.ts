import { once } from "node:events";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { begin, startService } from "./speech-client.ts";

it("startLocalService throws a sentence if its port is in use", async () => {
  const service = await startService();
  const port = Number(new URL(service.url).port);
  await expect(startService({}, { port })).rejects.toThrow(
    `Port ${port} is already in use: stop the program that uses it, or choose another port.`,
  );
});

it("service is healthy, lists models without a key, and answers 404 for other paths", async () => {
  const service = await startService();
  expect(await (await fetch(`${service.url}/health`)).json()).toEqual({ status: "ok" });
  const models = (await (await fetch(`${service.url}/v1/models`)).json()) as { data: object[] };
  expect(models.data[0]).toMatchObject({
    id: expect.any(String),
    context_length: expect.any(Number),
    supported_parameters: expect.arrayContaining(["max_tokens"]),
    pricing: { global: { prompt: expect.any(Number), completions: expect.any(Number) } },
    retirement_date: 0,
  });
  expect((await fetch(`${service.url}/nothing`)).status).toBe(404);
  expect(service.requests).toEqual([
    { method: "GET", path: "/health", status: 200 },
    { method: "GET", path: "/v1/models", status: 200 },
    { method: "GET", path: "/nothing", status: 404 },
  ]);
});

it("unknown paths go to the pages", async () => {
  const service = await startService(
    {},
    {
      pages: (request, response) => {
        if (request.url !== "/meeting") return Promise.resolve(false);
        response.end("a page");
        return Promise.resolve(true);
      },
    },
  );
  expect(await (await fetch(`${service.url}/meeting`)).text()).toBe("a page");
  expect((await fetch(`${service.url}/other`)).status).toBe(404);
  expect((await fetch(`${service.url}/meeting`, { method: "POST" })).status).toBe(404);
});

it.each([
  ["/v2/realtime/ws", 410],
  ["/v3/other", 404],
])("service does not upgrade %s", async (path, status) => {
  const service = await startService();
  const socket = new WebSocket(`${service.url.replace("http", "ws")}${path}`);
  socket.on("error", () => undefined);
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(status);
});

it("close cuts open sessions", async () => {
  const service = await startService();
  const client = await begin(service);
  await service.close();
  expect((await client.closed).code).toBe(1006);
  await expect(fetch(`${service.url}/health`)).rejects.toThrow("fetch failed");
});
