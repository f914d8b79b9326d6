// `npm run test:nightly [cases] [seed]`: the properties over rights with many more cases than a change waits for.
// It prints the seed it drew; hand it in again to see the same run.
import { randomInt } from "node:crypto";
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { projectFolder, requireNode } from "../server/prepare.mjs";

const [cases = "10000", seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
process.chdir(projectFolder);
requireNode();
console.log(`${cases} cases, seed ${seed}; again: npm run test:nightly ${cases} ${seed}`);
const startedAt = performance.now();
const files = ["tests/permissions", "tests/query/related-property.test.ts"];
const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...files], {
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, ORACLE_CASES: cases, ORACLE_SEED: seed },
});
console.log(`${Math.round((performance.now() - startedAt) / 1000)} s`);
process.exitCode = status ?? 1;
