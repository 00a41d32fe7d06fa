/** `npm run check`: format, lint, unused code and types beside the tests that need no browser. */

import { globSync } from "node:fs";
import { join } from "node:path";
import { runLanes } from "./lanes.ts";

const ROOT = join(import.meta.dirname, "..");
/** The programs that contain Vue components. */
const WITH_COMPONENTS = new Set(["tsconfig.json", join("test", "panel", "tsconfig.json")]);
const projects = ["unit", "local", "worker", "panel"].map((name) => `--project=${name}`);

/** Every place where code runs has a tsconfig of its own; each is checked, and what did not change is not checked again. */
const typeChecks = globSync("**/tsconfig*.json", {
  cwd: ROOT,
  exclude: (path) => /^(?:node_modules|\.wxt|\.output)/.test(path),
}).map((project) => [
  WITH_COMPONENTS.has(project) ? "vue-tsc" : "tsc",
  "-p",
  project,
  "--incremental",
  "--tsBuildInfoFile",
  join("node_modules", ".cache", "types", `${project.replaceAll(/\W/g, "-")}.tsbuildinfo`),
]);

// Writes the types that every type check reads.
const prepared = await runLanes([{ name: "prepare", commands: [["wxt", "prepare"]] }]);
const checked =
  prepared.isGreen &&
  (await runLanes([
    {
      name: "format, lint, unused code",
      commands: [["oxfmt", "--check"], ["oxlint", "--type-aware"], ["knip"]],
    },
    { name: "types", commands: typeChecks },
    {
      name: "tests",
      isLive: true,
      commands: [["vitest", "run", "--root", "test", "--maxWorkers", "100%", ...projects]],
    },
  ]));
process.exitCode = checked && checked.isGreen ? 0 : 1;
