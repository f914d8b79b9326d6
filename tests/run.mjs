// `npm test`: prepares a bare machine, then checks everything. Its last line counts what passed and what failed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildClient, installDependencies, projectFolder, requireNode, run, SetUpError } from "../server/prepare.mjs";
import { findChromium } from "./support/find-chromium.mjs";

const resultsFile = join(projectFolder, "var/test-results.json");

process.chdir(projectFolder);
process.exitCode = (await main()) ? 0 : 1;

/** True when nothing failed. */
async function main() {
  try {
    requireNode();
    installDependencies({ withTools: true });
    const environment = { ...process.env, CHROMIUM_PATH: provideChromium() };
    provideCertutil();
    const checks = [check("Client", () => buildClient()), ...(await runTools())];
    const tests = runTests(environment);
    const passed = tests.passed + checks.filter(Boolean).length;
    const failed = tests.failed + checks.filter((isFine) => !isFine).length;
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    console.log("0 passed, 1 failed");
    return false;
  }
}

function check(what, work) {
  console.log(`${what} …`);
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    return false;
  }
}

/** Lint takes as long as the others together, and each of them one processor. */
async function runTools() {
  const [lint, others] = await Promise.all([
    runTool("Lint", "eslint/bin/eslint.js", ["."]),
    (async () => [
      await runTool("Types", "typescript/bin/tsc", ["--noEmit", "-p", "."]),
      await runTool("Format", "prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]),
    ])(),
  ]);
  return [lint, ...others];
}

/** Runs a tool and shows what it says when it has ended, so that two at once do not mix; true when it found nothing. */
function runTool(what, script, args) {
  console.log(`${what} …`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join("node_modules", script), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
    child.once("error", (error) => (said += `${String(error)}\n`));
    child.once("close", (status) => {
      if (status !== 0) console.error(`${what} failed:\n${said}`);
      resolve(status === 0);
    });
  });
}

/** vitest may also end badly without a failed test: then that counts as one failure. */
function runTests(environment) {
  rmSync(resultsFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${resultsFile}`];
  const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...reporters], {
    stdio: ["ignore", "inherit", "inherit"],
    env: environment,
  });
  if (!existsSync(resultsFile)) return { passed: 0, failed: 1 };
  const { numPassedTests, testResults, numFailedTests } = JSON.parse(readFileSync(resultsFile, "utf8"));
  // A file that cannot even be loaded has no tests, so it would otherwise count as nothing.
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + brokenFiles;
  return { passed: numPassedTests, failed: status === 0 ? failed : Math.max(failed, 1) };
}

/** Path of a Chromium: an installed one, else Debian's, else Playwright's. */
function provideChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && !existsSync(wanted)) throw new SetUpError(`CHROMIUM_PATH is "${wanted}"; there is no such file.`);
  const found = findChromium() ?? (installPackage("chromium") ? findChromium() : undefined);
  if (found) return found;
  const cli = join("node_modules/playwright/cli.js");
  const download = ["install", "--with-deps", "chromium"].filter((word) => word !== "--with-deps" || isRoot());
  try {
    run(process.execPath, [cli, ...download], "The download of Chromium");
  } catch {
    throw new SetUpError("No Chromium was found and none could be installed; install one and set CHROMIUM_PATH to it.");
  }
  const script = "process.stdout.write(require('playwright').chromium.executablePath())";
  return spawnSync(process.execPath, ["-e", script], { encoding: "utf8" }).stdout;
}

/** The browser tests import client certificates with certutil and pk12util, as a person does in the settings. */
function provideCertutil() {
  if (isOnPath("certutil") && isOnPath("pk12util")) return;
  if (installPackage("libnss3-tools") && isOnPath("certutil")) return;
  throw new SetUpError("certutil was not found; install the NSS tools (Debian: libnss3-tools, Fedora: nss-tools).");
}

function installPackage(name) {
  if (!isRoot() || !isOnPath("apt-get")) return false;
  console.log(`Installing ${name} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: ["ignore", "ignore", "inherit"], env };
  spawnSync("apt-get", ["update", "-q"], options);
  return spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", name], options).status === 0;
}

function isRoot() {
  return process.getuid?.() === 0;
}

function isOnPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}
