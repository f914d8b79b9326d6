import type { Duplex } from "node:stream";
import { failures } from "../errors.ts";
import { text } from "../messages/text.ts";
import { mostAtOnce } from "./concurrency.ts";
import { failureId } from "./send-failure.ts";

/** What Node calls what it cannot read, and the status to say so with. Anything else is a lost connection. */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "414 URI Too Long",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/**
 * Answers what is no HTTP that we read (an address or headers beyond 16 KiB, a broken request line) in kintone's form, and
 * closes the connection: whoever sent it may be one of kintone's clients, which can make nothing of an empty answer.
 */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  const status = statuses[error.code ?? ""] ?? (error.code?.startsWith("HPE_") ? "400 Bad Request" : undefined);
  if (!status || !socket.writable) {
    socket.destroy();
    return;
  }
  const kind = status.startsWith("414") ? "input/too-large" : "request/illegal";
  const { code } = failures[kind];
  const body = JSON.stringify({ code, id: failureId(), message: text("ja", kind) });
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Cybozu-Error: ${code}`,
    `X-ConcurrencyLimit-Limit: ${mostAtOnce}`,
    "X-ConcurrencyLimit-Running: 0",
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
