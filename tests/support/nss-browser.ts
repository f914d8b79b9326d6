import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BrowserContext, BrowserContextOptions } from "playwright";
import { chromiumPath, launchBrowser, launchProfile } from "./browser.ts";

const run = promisify(execFile);

/** Where builds of Chromium look for policies; the folders are compiled in. */
const policyFolders = ["/etc/chromium", "/etc/chromium-browser", "/etc/opt/chrome", "/etc/opt/chrome_for_testing"];

/**
 * How a person's browser comes to present a certificate: from its own NSS store, chosen by a managed policy (needs a
 * private mount namespace), or handed over by Playwright, where the machine allows no such namespace.
 */
export type CertificateWay = "from its own NSS store" | "given by Playwright";

const namespaces: readonly (readonly string[])[] = [
  ["--mount"],
  // An ordinary user becomes root of a namespace of users, if the kernel allows it.
  ["--user", "--map-root-user", "--mount"],
];

function usableNamespace(): readonly string[] | undefined {
  if (!policyFolders.some(existsSync)) return undefined;
  return namespaces.find((options) => {
    const trial = spawnSync("unshare", [...options, "sh", "-c", `mount --bind ${tmpdir()} ${tmpdir()}`]);
    return trial.status === 0;
  });
}

const namespace = usableNamespace();

/** The way that works on this machine; tests put it into their names. */
export const certificateWay: CertificateWay = namespace ? "from its own NSS store" : "given by Playwright";

/** Chromium as one person has it on one computer. */
export interface PersonalBrowser {
  /** Imports a `.p12` file as the person does in the settings; seen after the next `restart`, as in life. */
  importCertificate(p12: Buffer, password: string): Promise<void>;
  /** Ends the browser, if it runs, and starts it again on the same profile. */
  restart(): Promise<BrowserContext>;
  /** Ends the browser and removes its home. */
  close(): Promise<void>;
}

export interface PersonalBrowserInput {
  /** The only origin that gets the certificate. */
  readonly origin: string;
  /** PEM of the authority behind the servers. */
  readonly ca: string;
  readonly options?: BrowserContextOptions;
}

/** A browser without certificate yet, not started yet. */
export function makePersonalBrowser(input: PersonalBrowserInput): Promise<PersonalBrowser> {
  return namespace ? makeStoreBrowser(input, namespace) : makeContextBrowser(input);
}

async function makeStoreBrowser({ origin, ca, options }: PersonalBrowserInput, unshare: readonly string[]) {
  const home = await mkdtemp(join(tmpdir(), "madoguchi-home-"));
  // Chromium takes this older place first, so that it holds before and since version 146.
  const store = join(home, ".pki/nssdb");
  await mkdir(store, { recursive: true });
  await run("certutil", ["-N", "--empty-password", "-d", `sql:${store}`]);
  await writeFile(join(home, "ca.pem"), ca);
  const trust = ["-A", "-n", "server-ca", "-t", "C,,", "-i", join(home, "ca.pem"), "-d", `sql:${store}`];
  await run("certutil", trust);
  const launcher = await writeLauncher(home, origin, unshare);

  let context: BrowserContext | undefined;
  return {
    async importCertificate(p12: Buffer, password: string) {
      const file = join(home, "import.p12");
      await writeFile(file, p12, { mode: 0o600 });
      await run("pk12util", ["-i", file, "-W", password, "-d", `sql:${store}`]);
      await rm(file);
    },
    async restart() {
      await context?.close();
      context = await launchProfile(home, {
        ...options,
        executablePath: launcher,
        // Within its namespace the browser is root, where the sandbox cannot start.
        chromiumSandbox: false,
        args: ["--no-sandbox"],
      });
      return context;
    },
    async close() {
      await context?.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  } satisfies PersonalBrowser;
}

/** A program that starts Chromium with policies of its own, unseen by the rest of the machine. */
async function writeLauncher(home: string, origin: string, unshare: readonly string[]) {
  const policies = join(home, "policies/policies/managed");
  await mkdir(policies, { recursive: true });
  const choice = { AutoSelectCertificateForUrls: [JSON.stringify({ pattern: origin, filter: {} })] };
  await writeFile(join(policies, "certificates.json"), JSON.stringify(choice));
  const mounts = policyFolders.filter(existsSync).map((folder) => `mount --bind '${home}/policies' ${folder}`);
  const launcher = join(home, "chromium.sh");
  const script = `${mounts.join(" && ")} && exec "$0" "$@"`;
  const quoted = script.replaceAll("'", `'\\''`);
  await writeFile(
    launcher,
    `#!/bin/sh\nexec unshare ${unshare.join(" ")} sh -c '${quoted}' '${chromiumPath()}' "$@"\n`,
  );
  await chmod(launcher, 0o755);
  return launcher;
}

async function makeContextBrowser({ origin, options }: PersonalBrowserInput): Promise<PersonalBrowser> {
  const browser = await launchBrowser();
  const held: { pfx: Buffer; passphrase: string }[] = [];
  let context: BrowserContext | undefined;
  return {
    importCertificate: (pfx, passphrase) => Promise.resolve(void held.push({ pfx, passphrase })),
    async restart() {
      await context?.close();
      const clientCertificates = held.slice(-1).map((certificate) => ({ origin, ...certificate }));
      // Playwright speaks TLS itself here and does not know our authority.
      context = await browser.newContext({ ...options, ignoreHTTPSErrors: true, clientCertificates });
      return context;
    },
    close: () => browser.close(),
  };
}
