import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import { startForwarder, type ForwardOptions } from "./forward.ts";
import { makeLocalCertificate } from "./local-certificate.ts";

const usage =
  "Usage: npm run forward -- --p12 FILE --password-file FILE --to https://host:8443 [--port 8080] [--ca server-ca.pem] [--https forwarder-ca.pem]";

/**
 * `npm run forward`: runs until it is ended.
 *
 * @param calledFrom - folder that the paths of the files start from
 */
export async function main(args: readonly string[], now: Date, calledFrom: string): Promise<void> {
  const { caFile, ...options } = await readForwardCommand(args, calledFrom);
  const local = caFile && (await makeLocalCertificate(now, randomBytes));
  if (local) await writeFile(caFile, local.caPem);
  const server = await startForwarder({ ...options, ...(local && { local }) }).catch((error: unknown) => {
    throw new CommandError(`The forwarder cannot start: ${error instanceof Error ? error.message : String(error)}.`);
  });
  const { port } = server.address() as AddressInfo;
  console.error(`${local ? "https" : "http"}://localhost:${port} now leads to ${options.to}. Ctrl+C ends it.`);
  if (local) console.error(`Tools trust it with NODE_EXTRA_CA_CERTS=${caFile}, for 90 days.`);
}

/** `caFile`: where to write the authority of a local https certificate; absent: plain http. */
export type ForwardCommand = ForwardOptions & { readonly caFile?: string };

/**
 * What the operator asks for, with the files read.
 *
 * @throws CommandError
 */
export async function readForwardCommand(args: readonly string[], folder: string): Promise<ForwardCommand> {
  const { p12, "password-file": passwordFile, to, port = "8080", ca, https } = readArgs(args);
  if (!p12 || !passwordFile || !to) throw new CommandError(usage);
  const target = URL.canParse(to) ? new URL(to) : undefined;
  if (target?.protocol !== "https:" || target.pathname !== "/" || target.username || target.search) {
    throw new CommandError("--to takes https://host or https://host:port, without a path.");
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new CommandError("--port takes a number up to 65535.");
  const read = (file: string) =>
    readFile(resolve(folder, file)).catch(() => {
      throw new CommandError(`The file ${file} cannot be read.`);
    });
  return {
    to: target.origin,
    port: Number(port),
    pfx: await read(p12),
    password: (await read(passwordFile)).toString("utf8").replace(/\r?\n$/, ""),
    ...(ca && { ca: (await read(ca)).toString("utf8") }),
    ...(https && { caFile: resolve(folder, https) }),
  };
}

function readArgs(args: readonly string[]) {
  const option = { type: "string" } as const;
  const options = { p12: option, "password-file": option, to: option, port: option, ca: option, https: option };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}
