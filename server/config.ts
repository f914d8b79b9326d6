import { resolve } from "node:path";
import { keyTypes, type KeyType } from "./certificates/key-types.ts";

/** The settings of one process, all checked. Absent means "not wanted", never "unknown". */
export interface Config {
  /** Port of the portal, whose every connection is asked for a client certificate. */
  readonly port: number;
  /** Port of the enrolment pages, where no certificate is ever asked for. */
  readonly enrolmentPort: number;
  /** Names and addresses in the server certificate; the first is the one shown to people. */
  readonly hostNames: readonly string[];
  /** Absolute path of everything that the process writes: database, keys, files, mails. */
  readonly varFolder: string;
  /** Owner's address of an external PostgreSQL (15 or later); absent: the embedded one. */
  readonly databaseUrl?: string;
  /** Address for requests, under a role made by the operator; absent: the role is made and kept for them. */
  readonly databaseWebUrl?: string;
  /** Mail server; absent: mails are kept as files in `varFolder/mail`. */
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  /** Origin of the portal as people reach it, without a slash at the end. */
  readonly publicUrl: string;
  /** Origin of the enrolment pages, without a slash at the end. */
  readonly enrolmentUrl: string;
  readonly tlsMinVersion: "TLSv1.2" | "TLSv1.3";
  /** Kind of the keys that are made for client certificates. */
  readonly keyType: KeyType;
  readonly sessionIdleMinutes: number;
  readonly sessionAbsoluteHours: number;
  /** Largest file that may be uploaded. */
  readonly maxFileBytes: number;
  /** Whether an empty database receives the demo workspace. */
  readonly loadsDemo: boolean;
  /** Whether what is no number is left empty inside tables, as on kintone, where we refuse it otherwise. */
  readonly emptiesTableNumbers: boolean;
  /** `user:password` of an outer gate before the portal; absent: no such gate, and what a client sends for one is ignored. */
  readonly basicAuth?: string;
  readonly logLevel: "error" | "warn" | "info" | "debug";
}

/** A setting that cannot be used; the message is a whole sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every setting from the environment. An empty variable counts as absent.
 *
 * @throws ConfigError naming the variable, its value (never that of an address with a password) and what is allowed
 */
export function readConfig(env: Environment): Config {
  const port = whole(env, "PORT", 8443, 1, 65_535);
  const enrolmentPort = whole(env, "ENROLMENT_PORT", 8444, 1, 65_535);
  if (port === enrolmentPort) refuse("ENROLMENT_PORT", String(enrolmentPort), "a port other than PORT");

  const hostNames = hosts(env, "HOST_NAMES", "localhost");
  const host = urlHost(hostNames[0] ?? "localhost");
  const databaseUrl = address(env, "DATABASE_URL", ["postgres:", "postgresql:"]);
  const databaseWebUrl = address(env, "DATABASE_WEB_URL", ["postgres:", "postgresql:"]);
  if (databaseWebUrl && !databaseUrl) throw new ConfigError("DATABASE_WEB_URL is set without DATABASE_URL; set both.");
  const smtpUrl = address(env, "SMTP_URL", ["smtp:", "smtps:"]);

  return {
    port,
    enrolmentPort,
    hostNames,
    varFolder: resolve(env["VAR_FOLDER"] || "var"),
    ...(databaseUrl && { databaseUrl }),
    ...(databaseWebUrl && { databaseWebUrl }),
    ...(smtpUrl && { smtpUrl }),
    mailFrom: mailbox(env, "MAIL_FROM", `Madoguchi <madoguchi@${hostNames[0] ?? "localhost"}>`),
    publicUrl: origin(env, "PUBLIC_URL", `https://${host}${port === 443 ? "" : `:${port}`}`),
    enrolmentUrl: origin(env, "ENROLMENT_URL", `https://${host}${enrolmentPort === 443 ? "" : `:${enrolmentPort}`}`),
    tlsMinVersion: oneOf(env, "TLS_MIN_VERSION", ["TLSv1.3", "TLSv1.2"]),
    keyType: oneOf(env, "KEY_TYPE", keyTypes),
    sessionIdleMinutes: whole(env, "SESSION_IDLE_MINUTES", 30, 1, 1_440),
    sessionAbsoluteHours: whole(env, "SESSION_ABSOLUTE_HOURS", 12, 1, 168),
    maxFileBytes: whole(env, "MAX_FILE_MIB", 1_024, 1, 10_240) * 1_048_576,
    loadsDemo: oneOf(env, "DEMO", ["true", "false"]) === "true",
    emptiesTableNumbers: oneOf(env, "TABLE_NUMBERS", ["strict", "kintone"]) === "kintone",
    ...basicGate(env),
    logLevel: oneOf(env, "LOG_LEVEL", ["info", "error", "warn", "debug"]),
  };
}

function refuse(name: string, value: string, allowed: string): never {
  throw new ConfigError(`${name} is "${value}"; allowed is ${allowed}.`);
}

function whole(env: Environment, name: string, fallback: number, least: number, most: number): number {
  const value = env[name] || String(fallback);
  const number = Number(value);
  if (!/^\d{1,9}$/.test(value) || number < least || number > most) {
    refuse(name, value, `a whole number from ${least} to ${most}`);
  }
  return number;
}

/** The value of a setting with few choices, the first of which is the default. */
function oneOf<const Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = env[name] || choices[0];
  return choices.find((choice) => choice === value) ?? refuse(name, value, choices.join(" or "));
}

function basicGate(env: Environment): { basicAuth?: string } {
  const value = env["BASIC_AUTH"];
  if (!value) return {};
  // The value is a secret, so the sentence does not repeat it.
  if (!/^[^:\r\n]+:[^\r\n]+$/.test(value)) refuse("BASIC_AUTH", "…", "user:password");
  return { basicAuth: value };
}

function hosts(env: Environment, name: string, fallback: string): readonly string[] {
  const value = env[name] || fallback;
  const names = value.split(",").map((host) => host.trim().toLowerCase());
  const isHost = (host: string) =>
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(host) ||
    (/^[0-9a-f:.]{2,45}$/.test(host) && URL.canParse(`https://[${host}]`));
  if (!names.every(isHost)) refuse(name, value, "a list of host names or addresses, separated by commas");
  return names;
}

function urlHost(host: string) {
  return host.includes(":") ? `[${host}]` : host;
}

function address(env: Environment, name: string, protocols: readonly string[]): string | undefined {
  const value = env[name];
  if (!value) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url?.hostname || !protocols.includes(url.protocol)) {
    // An address usually holds a password, and this sentence ends up in logs.
    const shown = url ? `${url.protocol}//…` : "not an address";
    refuse(name, shown, protocols.map((protocol) => `${protocol}//user:password@host/…`).join(" or "));
  }
  return value;
}

function origin(env: Environment, name: string, fallback: string): string {
  const value = env[name] || fallback;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== "https:" || url.username || url.pathname !== "/" || url.search || url.hash) {
    refuse(name, value, "https://host or https://host:port, without a path");
  }
  return url.origin;
}

function mailbox(env: Environment, name: string, fallback: string): string {
  const value = env[name] || fallback;
  const isMailbox = /^([^<>\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(value);
  if (!isMailbox) refuse(name, value.replace(/[\r\n]/g, " "), "a mail address, or a name and <address>");
  return value;
}
