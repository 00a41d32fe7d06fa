import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { namesIn } from "../../worker/deploy/access-codes.ts";
import { deploy, DeployError, type GuideOptions } from "../../worker/deploy/guide.ts";
import type { Wrangler } from "../../worker/deploy/wrangler.ts";

const KEY = "key-of-the-team";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** State of a fake Cloudflare, seen through wrangler. */
const cloud = {
  isLoggedIn: true,
  /** `null` if the Worker does not exist yet. */
  secrets: null as Record<string, string> | null,
  listing: null as string | null,
  deployCode: 0,
  url: "",
  commands: [] as (readonly string[])[],
  files: [] as string[],
};

const wrangler: Wrangler = {
  async read(...args) {
    cloud.commands.push(args);
    if (args[0] === "whoami") return { code: cloud.isLoggedIn ? 0 : 1, out: "", errors: "" };
    if (cloud.listing !== null) return { code: 1, out: "", errors: cloud.listing };
    if (!cloud.secrets) return { code: 1, out: "", errors: 'Worker "earshot" not found.\n' };
    const names = Object.keys(cloud.secrets).map((name) => ({ name, type: "secret_text" }));
    return { code: 0, out: JSON.stringify(names), errors: "" };
  },
  async run(args, env = {}) {
    cloud.commands.push(args);
    if (args[0] === "login") cloud.isLoggedIn = true;
    if (args[0] !== "deploy" || cloud.deployCode !== 0) return cloud.deployCode;
    const file = args[args.indexOf("--secrets-file") + 1] ?? "";
    const report = env.WRANGLER_OUTPUT_FILE_PATH ?? "";
    cloud.files.push(file, report);
    const added = args.includes("--secrets-file") ? await readFile(file, "utf8") : "{}";
    cloud.secrets = { ...cloud.secrets, ...(JSON.parse(added) as Record<string, string>) };
    const entries = [{ type: "wrangler-session" }, { type: "deploy", targets: [cloud.url] }];
    await writeFile(report, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    return 0;
  },
};

/** The deployed Worker: requests it received, health it reports, lines the guide printed. */
let server: Server;
let requests: (string | undefined)[][] = [];
let health: object = {};
let lines: string[] = [];

beforeEach(async () => {
  server = createServer((request, response) => {
    requests.push([request.url, request.headers.authorization]);
    response.end(JSON.stringify(health));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  requests = [];
  lines = [];
  health = { ok: true, version: "1", configured: true, working: true, problems: [] };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(cloud, { isLoggedIn: true, secrets: null, listing: null, deployCode: 0, url });
  cloud.commands = [];
  cloud.files = [];
});
afterEach(() => void server.close());

/**
 * @param answers In the order of the questions; `null` for no terminal.
 * @returns the first words of each question, and whether its answer was hidden
 */
async function runDeploy(
  answers: readonly string[] | null,
  rest: Partial<GuideOptions> = {},
): Promise<[string, boolean][]> {
  const left = [...(answers ?? [])];
  const asked: [string, boolean][] = [];
  const ask = async (question: string, isSecret = false): Promise<string> => {
    asked.push([question.split(" ").slice(0, 3).join(" "), isSecret]);
    return left.shift() ?? "";
  };
  await deploy({
    args: [],
    newCodes: false,
    env: {},
    wrangler,
    ask: answers && ask,
    say: (text) => lines.push(...text.split("\n")),
    patienceMs: 0,
    ...rest,
  });
  return asked;
}

const deployment = () => cloud.commands.find(([name]) => name === "deploy");

describe("the first deployment", () => {
  test("logs in, asks for key and names, and uploads both with the Worker", async () => {
    cloud.isLoggedIn = false;
    expect(await runDeploy([KEY, "Anna, Ben"])).toEqual([
      ["API key of", true],
      ["Who else gets", false],
    ]);
    expect(cloud.commands.map(([name]) => name)).toEqual(["whoami", "login", "secret", "deploy"]);
    expect(cloud.secrets).toEqual({
      ASSEMBLYAI_API_KEY: KEY,
      ACCESS_CODES: expect.stringMatching(
        /^admin:sha256:[\da-f]{64},Anna:sha256:[\da-f]{64},Ben:sha256:[\da-f]{64}$/,
      ),
    });
    expect(cloud.commands.flat().join(" ")).not.toContain(KEY);
    expect(cloud.files.map((file) => existsSync(file))).toEqual([false, false]);
  });

  test("prints the address, each code once, and where admins see usage", async () => {
    await runDeploy([KEY, "Anna"]);
    expect(lines).toContain(`  Worker URL    ${cloud.url}`);
    const code = /Access code {3}([\da-f]{32}) {3}\(Anna\)/.exec(lines.join("\n"))?.[1] ?? "";
    const password = /\/usage, with the password ([\da-f]{32})/.exec(lines.join("\n"))?.[1] ?? "";
    expect(cloud.secrets?.ACCESS_CODES).toBe(
      `admin:sha256:${sha256(password)},Anna:sha256:${sha256(code)}`,
    );
    expect(lines).toContain(`  ACCESS_CODES=${cloud.secrets?.ACCESS_CODES}`);
    expect(lines.join().split(code)).toHaveLength(2);
    expect(lines.join()).not.toContain(KEY);
    expect(requests).toEqual([["/health?deep=1", `Bearer ${password}`]]);
  });

  test("makes one code for the team if no names are entered", async () => {
    await runDeploy([KEY, ""]);
    expect(lines.join("\n")).toMatch(/Access code {3}[\da-f]{32} {3}\(team\)/);
  });

  test("uploads nothing without a key", async () => {
    await expect(runDeploy([""])).rejects.toThrow("ASSEMBLYAI_API_KEY is missing");
    expect(deployment()).toBeUndefined();
  });
});

describe("a later deployment", () => {
  beforeEach(() => (cloud.secrets = { ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: "anna:kept" }));

  test("asks nothing and changes no secret", async () => {
    expect(await runDeploy([], { args: ["--name", "other"] })).toEqual([]);
    expect(deployment()).toEqual(["deploy", "--name", "other"]);
    expect(lines).toContain("  Access code   the one they have");
    expect(requests).toEqual([["/health", undefined]]);
  });

  test("adds codes to the line that was kept", async () => {
    const kept = `admin:sha256:${sha256("a")},Anna:sha256:${sha256("b")}`;
    await runDeploy([`ACCESS_CODES=${kept}`, "Anna, Carla"], { newCodes: true });
    const line = cloud.secrets?.ACCESS_CODES ?? "";
    expect(line).toMatch(/,Carla:sha256:[\da-f]{64}$/);
    expect(line.replace(/,Carla.*$/, "")).toBe(kept);
    expect(lines.join("\n").match(/Access code .*/g)).toHaveLength(1);
  });

  test("removes a code whose name was removed from the line", async () => {
    const kept = `admin:sha256:${sha256("a")}`;
    await runDeploy([kept, ""], { newCodes: true });
    expect(cloud.secrets).toEqual({ ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: kept });
  });

  test("ends the codes of a line that was not kept", async () => {
    await runDeploy(["", "Carla"], { newCodes: true });
    expect(cloud.secrets?.ACCESS_CODES).toMatch(/^admin:sha256:\S{64},Carla:sha256:\S{64}$/);
  });
});

describe("a deployment without a terminal", () => {
  test("takes secrets from the environment", async () => {
    const env = { ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: "ci:code-of-the-ci" };
    await runDeploy(null, { env });
    expect(cloud.secrets).toEqual(env);
  });

  test.each([
    ["the login", {}, "CLOUDFLARE_API_TOKEN"],
    ["the key", { ACCESS_CODES: "ci:code-of-the-ci" }, "ASSEMBLYAI_API_KEY is missing"],
    ["the codes", { ASSEMBLYAI_API_KEY: KEY }, "ACCESS_CODES is missing"],
  ])("fails because %s is missing", async (what, env, words) => {
    cloud.isLoggedIn = what !== "the login";
    await expect(runDeploy(null, { env })).rejects.toThrow(words);
    expect(deployment()).toBeUndefined();
  });
});

test.each([
  ["the secrets cannot be listed", { listing: "no network" }, "no network"],
  ["wrangler does not deploy", { deployCode: 1 }, "above"],
])("the deployment fails if %s", async (_, change, words) => {
  Object.assign(cloud, change);
  const env = { ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: "ci:code-of-the-ci" };
  const ending = runDeploy(null, { env });
  await expect(ending).rejects.toThrow(DeployError);
  await expect(ending).rejects.toThrow(words);
});

test("the deployment prints the problems of the Worker", async () => {
  health = { ...health, working: false, problems: ["The key was refused."] };
  await runDeploy([KEY, ""]);
  expect(lines).toContain("The key was refused.");

  lines = [];
  health = { error: "no such host" };
  await runDeploy([]);
  expect(lines.join("\n")).toContain("does not answer yet");
  expect(lines).toContain(`  Worker URL    ${cloud.url}`);
});

test.each([
  ["Anna, Ben", "", ["Anna", "Ben"]],
  [" Anna ,, Anna", "", ["Anna"]],
  ["Anna, Ben", "anna:1,Ben:2", ["Anna"]],
  ["Ann:a", "", ["Ann", "a"]],
  ["", "", []],
])("namesIn %j beside %j is %j", (text, line, names) => {
  expect(namesIn(text, line)).toEqual(names);
});
