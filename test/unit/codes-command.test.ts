import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { invitationLink, parseInvitation } from "../../core/protocol/invitation.ts";
import { adminSecret, newCode } from "../../worker/deploy/guide.ts";
import { CodesError, parseAddress } from "../../worker/deploy/codes-client.ts";
import {
  type CodesOptions,
  runCodes,
  remember,
  remembered,
} from "../../worker/deploy/codes-command.ts";

const ADMIN = "code-of-the-admin";

/** A Worker that keeps names, in memory. */
let names: string[] = [];
let requests: { readonly method: string; readonly url: string; readonly code: string }[] = [];
/** Replies to all requests instead, if it is set. */
let answer: { readonly status: number; readonly body: string; readonly location?: string } | null;
let server: Server;
let address = "";
let folder = "";
let lines: string[] = [];

const refusal = (status: number, code: string, message = "Words of the Worker. Do it.") => ({
  status,
  body: JSON.stringify({ error: { code, message } }),
});

function reply(path: string, { name = "", replace = false }: { name?: string; replace?: boolean }) {
  const isKnown = names.includes(name);
  if (path === "/v1/codes/end") {
    names = names.filter((each) => each !== name);
    return isKnown ? { status: 200, body: JSON.stringify({ name }) } : refusal(404, "name_unknown");
  }
  if (name === "") {
    const codes = names.map((each) => ({
      name: each,
      is_admin: each === "admin",
      ...(each !== "admin" && { created_at: "2026-11-22T09:00:00.000Z" }),
    }));
    return { status: 200, body: JSON.stringify({ codes }) };
  }
  if (isKnown && !replace) return refusal(409, "name_taken");
  if (!isKnown) names.push(name);
  const code = `code-number-${names.indexOf(name)}`;
  const invitation = invitationLink({ workerUrl: address, accessCode: code });
  return { status: 200, body: JSON.stringify({ name, code, invitation, replaced: isKnown }) };
}

beforeEach(async () => {
  server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    requests.push({ method, url, code: request.headers.authorization ?? "" });
    void text(request).then((body) => {
      const { status, ...rest } = answer ?? reply(url, body === "" ? {} : JSON.parse(body));
      response.writeHead(status, "location" in rest ? { Location: rest.location } : {});
      response.end(rest.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "earshot-codes-"));
  names = ["admin"];
  requests = [];
  lines = [];
  answer = null;
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** @returns the questions, and whether each answer was hidden */
async function run(
  args: readonly string[],
  answers: readonly string[] | null = [address, ADMIN],
  rest: Partial<CodesOptions> = {},
): Promise<[string, boolean][]> {
  const left = [...(answers ?? [])];
  const asked: [string, boolean][] = [];
  const ask = async (question: string, isSecret = false): Promise<string> => {
    asked.push([question.replace(/[ ,:(].*$/, ""), isSecret]);
    return left.shift() ?? "";
  };
  const say = (line: string): void => void lines.push(...line.split("\n"));
  await runCodes({ args, env: {}, ask: answers && ask, say, folder, ...rest });
  return asked;
}

test("add prints an invitation for each name, and nothing else holds its code", async () => {
  await run(["add", "Anna,", "Ben Müller"]);
  expect(names).toEqual(["admin", "Anna", "Ben Müller"]);
  const said = lines.join("\n");
  const messages = said.split("\nSend this to ").slice(1);
  expect(messages.map((message) => parseInvitation(message)?.accessCode)).toEqual([
    "code-number-1",
    "code-number-2",
  ]);
  expect(said).toContain("Earshot invitation for Ben Müller");
  expect(await readFile(join(folder, ".deployment.json"), "utf8")).not.toContain("code-number");
});

test("a taken name is refused, and --replace gives it a new code", async () => {
  names.push("Anna");
  await expect(run(["add", "Anna"])).rejects.toThrow("--replace");
  await run(["add", "Anna", "--replace"]);
  expect(lines).toContain("The old access code of Anna has ended.");
});

test("list prints names, days and admins", async () => {
  names.push("Anna");
  await run(["list"]);
  expect(lines).toEqual(["admin  from the deployment, admin", "Anna   since 2026-11-22"]);
});

test("end ends each name", async () => {
  names.push("Anna", "Ben");
  await run(["end", "Anna", "Ben"]);
  expect(names).toEqual(["admin"]);
  expect(lines).toEqual([
    "The access code of Anna has ended.",
    "The access code of Ben has ended.",
  ]);
});

test("the address is asked once, the admin's code hidden and each time", async () => {
  expect(await run(["list"])).toEqual([
    ["Address", false],
    ["Access", true],
  ]);
  expect(await run(["list"], [ADMIN])).toEqual([["Access", true]]);
  expect(new Set(requests.map(({ code }) => code))).toEqual(new Set([`Bearer ${ADMIN}`]));
  expect(await remembered(folder)).toEqual({ address });
  expect(await readdir(folder)).toEqual([".deployment.json"]);
  expect(await readFile(join(folder, ".deployment.json"), "utf8")).not.toContain(ADMIN);
});

test("an address that does not answer as a Worker is not kept", async () => {
  answer = { status: 200, body: "<h1>Welcome</h1>" };
  await expect(run(["list"])).rejects.toThrow("not Earshot's Worker");
  expect(await remembered(folder)).toEqual({});
});

test("--address replaces the address that is kept", async () => {
  await remember({ address: "https://gone.example" }, folder);
  await run(["list", "--address", address], [ADMIN]);
  expect(await remembered(folder)).toEqual({ address });
});

test("without a terminal the environment has the code", async () => {
  const env = { EARSHOT_ADMIN_CODE: ADMIN };
  await run(["list", "--address", address], null, { env });
  expect(requests).toEqual([{ method: "GET", url: "/v1/codes", code: `Bearer ${ADMIN}` }]);
  await expect(run(["list"], null)).rejects.toThrow("EARSHOT_ADMIN_CODE");
  await rm(join(folder, ".deployment.json"));
  await expect(run(["list"], null, { env })).rejects.toThrow("--address");
});

test("an admin may paste the own invitation in place of the code", async () => {
  await run(["list"], [address, invitationLink({ workerUrl: address, accessCode: ADMIN })]);
  expect(requests[0]?.code).toBe(`Bearer ${ADMIN}`);
});

test.each([
  [401, "unauthorized", "The admin's access code was not accepted"],
  [429, "too_many_attempts", "Wait a minute"],
  [404, "not_found", "npm run deploy"],
  [405, "method_not_allowed", "npm run deploy"],
  [403, "admin_only", "Words of the Worker. Do it."],
  [503, "not_configured", "Words of the Worker. Do it."],
])("a refusal with %i %s says “%s”", async (status, code, words) => {
  answer = refusal(status, code);
  await expect(run(["end", "Anna"])).rejects.toThrow(words);
});

test("an address that is out of reach is named", async () => {
  server.close();
  await expect(run(["list"])).rejects.toThrow(`${address} can't be reached`);
});

test("a redirect is not followed, so no other host sees the code", async () => {
  answer = { status: 307, body: "", location: `${address}/elsewhere` };
  await expect(run(["list"])).rejects.toThrow("HTTP 307");
  expect(requests).toHaveLength(1);
});

test.each(["", "ä".repeat(20), "two words"])("the code %j is not sent", async (code) => {
  await expect(run(["list"], [address, code])).rejects.toThrow("not accepted");
  expect(requests).toEqual([]);
});

test.each([
  [[]],
  [["add"]],
  [["end"]],
  [["list", "Anna"]],
  [["end", "Anna", "--replace"]],
  [["remove", "Anna"]],
  [["add", ","]],
  [["add", "Anna", "--force"]],
])("the arguments %j show how to use the command", async (args) => {
  const ending = run(args);
  await expect(ending).rejects.toThrow(CodesError);
  await expect(ending).rejects.toThrow("npm run codes -- add NAME");
  expect(requests).toEqual([]);
});

test.each([
  ["https://earshot.acme.workers.dev", "https://earshot.acme.workers.dev"],
  [" earshot.acme.workers.dev/ ", "https://earshot.acme.workers.dev"],
  ["https://earshot.acme.workers.dev/usage", "https://earshot.acme.workers.dev"],
  ["https://acme.example/earshot/", "https://acme.example/earshot"],
  ["https://acme.example/join#0123456789ab", "https://acme.example"],
  ["http://localhost:8787", "http://localhost:8787"],
])("parseAddress reads %j as %j", (typed, base) => {
  expect(parseAddress(typed)).toBe(base);
});

test.each([
  "",
  "earshot",
  "http://earshot.acme.workers.dev",
  "https://a:b@acme.example",
  "ftp://x.y",
])("parseAddress refuses %j", (typed) => {
  expect(() => parseAddress(typed)).toThrow("not the address of a Worker");
});

test("a code of the deployment has 128 bits, and its secret is the digest", () => {
  const code = newCode(randomBytes);
  expect(code).toMatch(/^[\da-f]{32}$/);
  expect(newCode(randomBytes)).not.toBe(code);
  expect(adminSecret(code)).toBe(`sha256:${createHash("sha256").update(code).digest("hex")}`);
});
