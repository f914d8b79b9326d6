/** How much a line matters, the most important first. */
const levels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof levels)[number];

/** Writes one JSON line per entry, for machines; control characters cannot break a line, secrets are blotted out. */
export type Log = (level: LogLevel, text: string, details?: Readonly<Record<string, unknown>>) => void;

const secretNames = /password|secret|token|cookie|authorization|passphrase|__REQUEST_TOKEN__|^sid$/i;

/**
 * A log that keeps lines up to a level.
 *
 * @param write - receives one line without its line feed
 */
export function makeLog(mostDetailed: LogLevel, write: (line: string) => void, clock: () => Date): Log {
  return (level, text, details = {}) => {
    if (levels.indexOf(level) > levels.indexOf(mostDetailed)) return;
    write(JSON.stringify({ at: clock().toISOString(), level, text, ...details }, redact));
  };
}

function redact(key: string, value: unknown): unknown {
  if (secretNames.test(key)) return "[redacted]";
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return value;
}

/** A request's path for the log: without its query, which may hold tokens (a DELETE of kintone's clients) and search words. */
export function pathForLog(url: string | undefined): string {
  const path = (url ?? "").split("?")[0] ?? "";
  return path.replace(/^(\/enrol\/).+/, "$1[redacted]").slice(0, 300);
}
