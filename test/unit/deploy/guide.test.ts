/** `npm run deploy` from the first question to the last line, with a scripted terminal and a scripted Cloudflare. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EXTENSION_ID } from "../../../core/extension-key.ts";
import { deploy } from "../../../worker/deploy/guide.ts";
import {
  DeployError,
  type GuideOptions,
  parseRequest,
} from "../../../worker/deploy/guide-options.ts";
import { Unanswered } from "../../../worker/deploy/terminal.ts";
import type { Wrangler } from "../../../worker/deploy/wrangler.ts";
import { type TemporaryFolder, temporaryFolder } from "../../processes/temporary-folder.ts";
import { KEY, scriptedCloud, type ScriptedCloud } from "./scripted-cloud.ts";

let cloud: ScriptedCloud;
let folder: TemporaryFolder;
/** Lines that the guide printed. */
let lines: string[] = [];

beforeEach(async () => {
  cloud = await scriptedCloud();
  folder = await temporaryFolder({});
  vi.stubEnv("TMPDIR", folder.path);
  lines = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloud[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const printed = () => lines.join("\n");
const run = (command: string) => cloud.commands.filter(({ args }) => args[0] === command);
const memory = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder.path, ".deployment.json"), "utf8")) as Record<
    string,
    unknown
  >;

/** Answers questions by a part of their words. A question without an answer gets Enter. */
type Answers = Readonly<Record<string, string | readonly string[]>>;

/** Ctrl-C in place of an answer. */
const GIVEN_UP = "^C";

/** @returns the questions with hidden answers marked by `*` */
async function runDeploy(
  args: readonly string[],
  answers: Answers | null,
  rest: Partial<GuideOptions> = {},
): Promise<string[]> {
  const asked: string[] = [];
  const left = new Map(
    Object.entries(answers ?? {}).map(([words, given]) => [words, [given].flat()]),
  );
  const ask = async (question: string, isSecret = false): Promise<string> => {
    asked.push(`${isSecret ? "*" : ""}${question.trim()}`);
    const [, queue] = [...left].find(([words]) => question.includes(words)) ?? [];
    const answer = queue?.shift() ?? "";
    if (answer === GIVEN_UP) throw new Unanswered("Nothing was changed.");
    return answer;
  };
  await deploy({
    request: parseRequest(args),
    env: {},
    wrangler: cloud.wrangler,
    ask: answers && ask,
    say: (text) => lines.push(...text.split("\n")),
    fetch: cloud.fetch,
    patienceMs: 0,
    folder: folder.path,
    ...rest,
  });
  return asked;
}

describe("the first deployment", () => {
  test("explains cost and plan before it asks anything", async () => {
    await expect(runDeploy([], {})).rejects.toThrow("ASSEMBLYAI_API_KEY is missing");
    expect(printed()).toMatch(/about \$0\.45 for an hour .* two hours an hour/);
    expect(printed()).toMatch(/100,000 requests a day/);
    expect(printed()).toMatch(/For a team take the paid plan/);
    expect(run("deploy")).toEqual([]);
  });

  test("asks for key, price, budget and names, and for nothing else", async () => {
    const asked = await runDeploy([], { "API key": KEY, "an invitation": "Anna, Ben,, Anna" });
    expect(asked.map((question) => question.split(" ").slice(0, 4).join(" "))).toEqual([
      "Does your team have",
      "*API key of AssemblyAI",
      "An hour of speech",
      "The most that one",
      "Who gets an invitation",
    ]);
    expect(cloud.people).toEqual(["Anna", "Ben"]);
    expect(printed()).toContain("Earshot invitation for Anna");
    expect(printed()).toContain(`${cloud.url}/join#`);
  });

  test("is complete if the last question is given up", async () => {
    await runDeploy([], { "API key": KEY, "an invitation": GIVEN_UP });
    expect(printed()).toContain(`Team address   ${cloud.url}`);
    const early = runDeploy(["--key"], { "API key": GIVEN_UP });
    await expect(early).rejects.toThrow("Nothing was changed");
  });

  test("makes a code for the admin only, shown once, and no code for a whole team", async () => {
    await runDeploy([], { "API key": KEY });
    const code = /^ {2}([\da-f]{32})$/m.exec(printed())?.[1] ?? "";
    expect(printed().split(code)).toHaveLength(2);
    const digest = createHash("sha256").update(code).digest("hex");
    expect(cloud.state.secrets).toEqual({
      ASSEMBLYAI_API_KEY: KEY,
      ADMIN_CODE: `sha256:${digest}`,
    });
    expect(cloud.callers[0]).toBe(`Bearer ${code}`);
    expect(printed()).toContain(`npm run codes -- add NAME, or ${cloud.url}/usage`);
    expect(cloud.people).toEqual([]);
  });

  test("gives the Worker a name that can't be guessed, and later runs keep it", async () => {
    await runDeploy([], { "API key": KEY });
    await runDeploy([], {});
    expect(cloud.state.workers).toEqual([expect.stringMatching(/^earshot-[\da-f]{10}$/)]);
  });

  test("sets prices and a budget in money", async () => {
    const answers = { "API key": KEY, "hour of speech": "$0,40", "may spend": ["a lot", "5"] };
    await runDeploy([], answers);
    expect(cloud.state.variables).toMatchObject({ DAILY_BUDGET_USD: "5" });
    expect(JSON.parse(cloud.state.variables["PRICES"] ?? "")).toMatchObject({
      speech_per_hour: { "u3-rt-pro": 0.4, "universal-streaming-english": 0.15 },
    });
  });

  test("says the most that a leaked code can cost, before anything is uploaded", async () => {
    const first = runDeploy([], { "API key": KEY }, { wrangler: notUploading(cloud.wrangler) });
    await expect(first).rejects.toThrow("was not uploaded");
    expect(printed()).toContain("The most a leaked code can cost a day: $600,");
    await runDeploy([], { "API key": KEY, "may spend": "2.5" });
    expect(printed()).toContain("The most a leaked code can cost a day: $150,");
  });

  test("has a default for price and budget", async () => {
    await runDeploy([], { "API key": KEY });
    expect(cloud.state.variables).toMatchObject({ DAILY_BUDGET_USD: "10" });
    expect(cloud.state.variables["PRICES"]).toContain('"u3-rt-pro":0.45');
  });

  test("hands secrets to wrangler over its input, and neither files nor command lines hold them", async () => {
    await runDeploy([], { "API key": KEY });
    const sent = run("secret").find(({ args }) => args[1] === "bulk");
    expect(sent?.input).toContain(KEY);
    const others = cloud.commands.map(({ args, env }) => JSON.stringify([args, env]));
    expect(others.join("\n")).not.toContain(KEY);
    expect(JSON.stringify(await memory())).not.toMatch(new RegExp(`${KEY}|sha256`));
    expect(printed()).not.toContain(KEY);
    expect(await leftovers()).toEqual([]);
  });

  test("removes what an earlier version left behind", async () => {
    const left = join(tmpdir(), "earshot-deploy-left-behind");
    await mkdir(left, { recursive: true });
    await writeFile(join(left, "secrets.json"), `{"ASSEMBLYAI_API_KEY":"${KEY}"}`);
    await expect(runDeploy([], {})).rejects.toThrow(DeployError);
    expect(existsSync(left)).toBe(false);
  });
});

const notUploading = (wrangler: Wrangler): Wrangler => ({
  ...wrangler,
  run: (args, ...rest) => (args[0] === "deploy" ? Promise.resolve(1) : wrangler.run(args, ...rest)),
});

const leftovers = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("earshot-deploy-"));

describe("the API key", () => {
  test("is asked for again if AssemblyAI refuses it", async () => {
    await runDeploy([], { "API key": ["wrong", "with space and ü", KEY] });
    expect(printed().match(/does not accept this key/g)).toHaveLength(2);
    expect(cloud.state.secrets).toMatchObject({ ASSEMBLYAI_API_KEY: KEY });
  });

  test("of an account without models is taken, and the guide says what is missing", async () => {
    cloud.state.hasModels = false;
    await runDeploy([], { "API key": KEY });
    expect(printed()).toContain("has no models for notes");
    expect(cloud.state.secrets).toMatchObject({ ASSEMBLYAI_API_KEY: KEY });
  });

  test("is taken if AssemblyAI can't be reached", async () => {
    cloud.state.isAssemblyAiDown = true;
    await runDeploy([], { "API key": KEY });
    expect(printed()).toContain("could not be asked about the key");
  });
});

describe("Cloudflare", () => {
  test("is logged in to if it is not yet, with or without a browser here", async () => {
    for (const [answer, login] of [
      ["", ["login"]],
      ["n", ["login", "--device"]],
    ] as const) {
      cloud.state.isLoggedIn = false;
      await runDeploy([], { "API key": KEY, "browser open": answer });
      expect(run("login").at(-1)?.args).toEqual(login);
    }
    expect(printed()).toContain("https://dash.cloudflare.com/sign-up");
  });

  test("is logged in to again if the login has expired meanwhile", async () => {
    cloud.state.hasExpired = true;
    await runDeploy([], { "API key": KEY });
    expect(printed()).toContain("login has expired");
    expect(run("deploy")).toHaveLength(1);
  });

  test("with several accounts: the guide asks once, and passes the choice on", async () => {
    cloud.state.accounts = [
      { id: "a1", name: "Private" },
      { id: "a2", name: "Team" },
    ];
    await runDeploy([], { "API key": KEY, "Which one": ["0", "Team", "2"] });
    expect(await runDeploy([], { "Which one": "1" })).toEqual([]);
    const accounts = cloud.commands
      .filter(({ args }) => args[0] !== "whoami")
      .map(({ env }) => env["CLOUDFLARE_ACCOUNT_ID"]);
    expect(new Set(accounts)).toEqual(new Set(["a2"]));
    await expect(runDeploy(["--name", "x"], null, { folder: "/nowhere" })).rejects.toThrow(
      "Set CLOUDFLARE_ACCOUNT_ID to one of them: a1, a2",
    );
    await runDeploy(["--name", "x"], {}, { env: { CLOUDFLARE_ACCOUNT_ID: "a1" } });
    expect(run("deploy").at(-1)?.env).toMatchObject({ CLOUDFLARE_ACCOUNT_ID: "a1" });
  });

  test("without a workers.dev name: the guide says what to do, and the next run goes on", async () => {
    cloud.state.exitCodes = { deploy: 1 };
    await expect(runDeploy([], { "API key": KEY })).rejects.toThrow(
      /workers\.dev subdomain {3}choose one at https:\/\/dash\.cloudflare\.com/,
    );
    expect(cloud.state.secrets).toBeNull();
    expect(await leftovers()).toEqual([]);
    cloud.state.exitCodes = {};
    await runDeploy([], { "API key": KEY });
    const [first, second] = run("deploy").map(({ args }) => args[2]);
    expect(second).toBe(first);
    expect(cloud.state.secrets).toMatchObject({ ASSEMBLYAI_API_KEY: KEY });
  });

  test("that does not take the secrets: the next run sends them to the same Worker", async () => {
    cloud.state.exitCodes = { secret: 0 };
    const { wrangler } = cloud;
    const refusing = {
      ...wrangler,
      run: (...[args, ...rest]: Parameters<typeof wrangler.run>) =>
        args[0] === "secret" ? Promise.resolve(1) : wrangler.run(args, ...rest),
    };
    const first = runDeploy([], { "API key": KEY }, { wrangler: refusing });
    await expect(first).rejects.toThrow("its secrets did not arrive, so it grants nothing");
    await runDeploy([], { "API key": KEY });
    expect(cloud.state.workers).toHaveLength(1);
    expect(cloud.state.secrets).toMatchObject({ ASSEMBLYAI_API_KEY: KEY });
  });

  test("that can't be asked ends the deployment", async () => {
    cloud.state.exitCodes = { secret: 1 };
    await expect(runDeploy([], { "API key": KEY })).rejects.toThrow("no network");
    expect(run("deploy")).toEqual([]);
  });
});

describe("a later deployment", () => {
  beforeEach(async () => {
    await runDeploy([], { "API key": KEY, "may spend": "7" });
    lines = [];
  });

  test("asks nothing and changes nothing", async () => {
    const before = structuredClone(cloud.state);
    expect(await runDeploy([], {})).toEqual([]);
    expect(cloud.state).toEqual(before);
    expect(printed()).not.toContain("What it costs");
    expect(printed()).toContain("Whatever this run was not asked to change is as it was.");
  });

  test("keeps what was changed at Cloudflare", async () => {
    cloud.state.variables["DAILY_BUDGET_USD"] = "20";
    await runDeploy([], {});
    expect(cloud.state.variables["DAILY_BUDGET_USD"]).toBe("20");
  });

  test("takes another key, another budget or a new admin code if asked", async () => {
    const { ADMIN_CODE } = cloud.state.secrets ?? {};
    cloud.state.keys.push("another-key");
    await runDeploy(["--key"], { "API key": "another-key" });
    expect(cloud.state.secrets).toEqual({ ADMIN_CODE, ASSEMBLYAI_API_KEY: "another-key" });
    await runDeploy(["--budget"], { "may spend": "8" });
    expect(cloud.state.variables["DAILY_BUDGET_USD"]).toBe("8");
    await runDeploy(["--admin-code"], {});
    expect(cloud.state.secrets?.["ADMIN_CODE"]).not.toBe(ADMIN_CODE);
    expect(printed()).toMatch(/^ {2}[\da-f]{32}$/m);
  });

  test("leaves the codes of a Worker that has no code for the admin", async () => {
    cloud.state.secrets = { ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: "anna:kept" };
    expect(await runDeploy([], {})).toEqual([]);
    expect(cloud.state.secrets).toEqual({ ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: "anna:kept" });
  });

  test("finds the Worker by its address if this computer does not know it", async () => {
    await rm(join(folder.path, ".deployment.json"));
    const address = "https://earshot-of-old.acme.workers.dev/usage";
    await runDeploy([], { "have Earshot already": ["not an address!", address] });
    expect(cloud.state.workers.at(-1)).toBe("earshot-of-old");
  });

  test("prints the problems of the Worker", async () => {
    cloud.state.problems = ["The key was refused."];
    await runDeploy([], {});
    expect(lines).toContain("The key was refused.");
  });
});

describe("the ids of extensions", () => {
  const other = "ponmlkjihgfedcbaponmlkjihgfedcba";
  const third = "abcdefghijklmnopabcdefghijklmnop";

  test("need no setting for the extension of this repository", async () => {
    await runDeploy([], { "API key": KEY });
    expect(cloud.state.variables).not.toHaveProperty("ALLOWED_ORIGINS");
  });

  test("are admitted one after the other, beside that of this repository", async () => {
    await runDeploy(["--allow", other], { "API key": KEY });
    await runDeploy(["--allow", `chrome-extension://${third}/`], {});
    await runDeploy([], {});
    expect(cloud.state.variables["ALLOWED_ORIGINS"]?.split(",")).toEqual(
      [EXTENSION_ID, other, third].map((id) => `chrome-extension://${id}`),
    );
  });

  test.each(["", "earshot", "abcdefghijklmnopabcdefghijklmnoq", "https://x.example"])(
    "are not %j",
    (id) => {
      expect(() => parseRequest(["--allow", id])).toThrow("32 letters from a to p");
    },
  );
});

describe("a deployment without a terminal", () => {
  const env = { ASSEMBLYAI_API_KEY: KEY, ACCESS_CODES: "ci:code-of-the-ci" };

  test("takes secrets from the environment", async () => {
    await runDeploy(["--name", "earshot-ci"], null, { env });
    expect(cloud.state.secrets).toEqual(env);
    expect(cloud.state.workers).toEqual(["earshot-ci"]);
  });

  test.each([
    ["the login", env, ["--name", "x"], "CLOUDFLARE_API_TOKEN"],
    ["the name", env, [], "--name"],
    ["the key", { ACCESS_CODES: "ci:code-of-the-ci" }, ["--name", "x"], "ASSEMBLYAI_API_KEY is"],
    ["the codes", { ASSEMBLYAI_API_KEY: KEY }, ["--name", "x"], "ACCESS_CODES is missing"],
    [
      "a right key",
      { ...env, ASSEMBLYAI_API_KEY: "wrong" },
      ["--name", "x"],
      "ASSEMBLYAI_API_KEY is wrong",
    ],
  ])("fails because %s is missing", async (what, given, args, words) => {
    cloud.state.isLoggedIn = what !== "the login";
    await expect(runDeploy(args, null, { env: given })).rejects.toThrow(words);
    expect(run("deploy")).toEqual([]);
  });
});

test("options that the guide does not know are wrangler's", async () => {
  await runDeploy(["--name", "x", "--minify", "false"], { "API key": KEY });
  expect(run("deploy")[0]?.args.slice(-2)).toEqual(["--minify", "false"]);
  expect(() => parseRequest(["--codes"])).toThrow("npm run codes");
});
