import type { IncomingMessage, ServerResponse } from "node:http";
import type { Door, Entered } from "../http/door.ts";

/** Somebody whom the gate let through: certificate, living session, initial password changed. */
export type Admitted = Entered & { readonly session: NonNullable<Entered["session"]> };

/** Stands before every request of the engine: each poll, each post, each upgrade. */
export interface Gate {
  /** For `engine.use`. */
  check(request: IncomingMessage, response: ServerResponse, next: (error?: Error) => void): void;
  /** Who made this request. */
  admitted(request: IncomingMessage): Admitted | undefined;
  /** Ties a new connection's id to the certificate and session of its first request. */
  bind(sid: string, request: IncomingMessage): void;
  unbind(sid: string): void;
}

/** Whether the entry may use live updates. */
export function isAdmitted(entry: Awaited<ReturnType<Door["enter"]>>): entry is Admitted {
  return entry.kind === "entered" && entry.session !== null && !entry.mustChangePassword;
}

/**
 * The gate of one server.
 *
 * The id of a connection travels in addresses and hence in the logs of proxies; whoever knows it would read along if it
 * were enough. socket.io's own `allowRequest` looks at the first request only (security.md section 0.3).
 */
export function makeGate(door: Door, publicUrl: string): Gate {
  const entries = new WeakMap<IncomingMessage, Admitted>();
  const bound = new Map<string, string>();

  async function judge(request: IncomingMessage): Promise<void> {
    if (isForeign(request, publicUrl)) throw new Error("foreign");
    // A page that nobody touches grows idle in spite of its live connection.
    const entry = await door.enter(request, false);
    if (!isAdmitted(entry)) throw new Error("shut out");
    // The engine reads the last of several; one that differs from what was judged would open another's connection.
    const sids = new URL(request.url ?? "/", publicUrl).searchParams.getAll("sid");
    if (sids.some((sid) => bound.get(sid) !== markOf(entry))) throw new Error("not yours");
    entries.set(request, entry);
  }

  return {
    check: (request, _response, next) => void judge(request).then(() => next(), next),
    admitted: (request) => entries.get(request),
    bind(sid, request) {
      const entry = entries.get(request);
      if (entry) bound.set(sid, markOf(entry));
    },
    unbind: (sid) => void bound.delete(sid),
  };
}

function markOf({ fingerprint, session }: Admitted): string {
  return `${fingerprint} ${session.idHash.toString("hex")}`;
}

/** Browsers send no Sec-Fetch-Site with WebSockets, but always the Origin; programs send neither (security.md T81). */
function isForeign({ headers }: IncomingMessage, publicUrl: string): boolean {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return origin !== undefined && origin !== publicUrl && origin !== `https://${headers.host ?? ""}`;
}
