import type { IncomingMessage, ServerResponse } from "node:http";
import { Server, type Socket } from "socket.io";
import { requireApp } from "../apps/require-app.ts";
import { transaction } from "../database.ts";
import { Failure } from "../errors.ts";
import { viewerOfEntry } from "../http/door.ts";
import type { Context } from "../http/context.ts";
import type { Log } from "../http/log.ts";
import { setSecurityHeaders } from "../http/security-headers.ts";
import type { Servers } from "../http/start-servers.ts";
import type { Ending } from "../identity/ending.ts";
import type { Platform } from "../platform.ts";
import { requireRecord } from "../records/require-record.ts";
import { endingSentence } from "./ending-sentence.ts";
import { isAdmitted, makeGate, type Admitted } from "./gate.ts";
import { nudgeAbout, nudgesOf, type Addressed, type Nudge, type Present } from "./nudges.ts";
import { makeWatching, type Place } from "./watching.ts";

/** The live updates of one server. */
export interface Live {
  /** How many pages are connected. */
  readonly size: number;
  /** Closes every connection and stops listening. */
  stop(): Promise<void>;
}

interface ServerEvents {
  nudge: (nudge: Nudge) => void;
}
interface ClientEvents {
  watch: (place: unknown, reply?: unknown) => void;
  unwatch: (place: unknown) => void;
}
interface SocketData {
  entered: Admitted;
  /** Questions left until the next quarter minute, shared by all pages of the person. */
  questions: { left: number; renewedAt: number };
}
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** Sessions end without anybody saying so; this often each open connection is looked at. */
const lookAgainMs = 60_000;
const questionsPerQuarterMinute = 120;
/** Open pages of one person; those beyond work without live updates. */
const mostPages = 30;

/**
 * Serves live updates under `/live` of the portal's own server, behind the same door. Clients name no rooms: they say
 * what they look at, and each nudge is sent only where the present rights allow it.
 */
export async function attachLive(
  platform: Platform,
  { portal, door, onEnded }: Pick<Servers, "portal" | "door" | "onEnded">,
  log: Log,
): Promise<Live> {
  const { database, clock, config } = platform;
  const gate = makeGate(door, config.publicUrl);
  const watching = makeWatching<LiveSocket>();
  const means = { apps: platform.deployedApps, directories: door.directories };
  const sockets = new Map<number, Set<LiveSocket>>();
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>({
    path: "/live",
    serveClient: false,
    maxHttpBufferSize: 4_096,
    perMessageDeflate: false,
    connectTimeout: 10_000,
  });
  io.attach(portal);
  io.engine.use((_request: IncomingMessage, response: ServerResponse, next: () => void) => {
    setSecurityHeaders(response, config.publicUrl);
    next();
  });
  io.engine.use(gate.check);
  io.engine.on(
    "connection",
    (raw: { id: string; request: IncomingMessage; once(name: "close", then: () => void): void }) => {
      gate.bind(raw.id, raw.request);
      raw.once("close", () => gate.unbind(raw.id));
    },
  );

  io.use((socket, next) => {
    const entered = gate.admitted(socket.request);
    if (!entered) return next(new Error("shut out"));
    const open = [...(sockets.get(entered.user.id) ?? [])];
    if (open.length >= mostPages) return next(new Error("too many pages"));
    const fresh = { left: questionsPerQuarterMinute, renewedAt: entered.now.getTime() };
    socket.data = { entered, questions: open[0]?.data.questions ?? fresh };
    next();
  });
  io.on("connection", (socket) => {
    const { id } = socket.data.entered.user;
    sockets.set(id, (sockets.get(id) ?? new Set()).add(socket));
    socket.on("disconnect", () => {
      watching.forget(socket);
      const left = sockets.get(id);
      left?.delete(socket);
      if (left?.size === 0) sockets.delete(id);
    });
    socket.on("watch", (input, reply) => void answer(socket, input, (one, place) => watch(one, place, reply)));
    socket.on("unwatch", (input) => {
      const place = readPlace(input);
      if (place) watching.unwatch(socket, place);
    });
  });

  /** Judges the door again before anything that a client asks; out of reach and broken questions get no answer at all. */
  async function answer(socket: LiveSocket, input: unknown, then: (socket: LiveSocket, place: Place) => Promise<void>) {
    const place = readPlace(input);
    if (!place || !takeQuestion(socket.data.questions, clock())) return;
    try {
      if (await lookAgain(socket)) await then(socket, place);
    } catch (error) {
      if (!(error instanceof Failure)) log("error", "live question failed", { error });
    }
  }

  /** The reply says what is there once the nudges flow, so that a page that is older than that notices. */
  async function watch(socket: LiveSocket, place: Place, reply: unknown) {
    await requirePlace(socket, place);
    if (!socket.connected) return;
    watching.watch(socket, place);
    if (typeof reply === "function" && place.record !== undefined) reply(await requirePlace(socket, place));
  }

  /** @throws Failure for a place out of reach */
  function requirePlace({ data: { entered } }: LiveSocket, place: Place): Promise<{ revision: string | null }> {
    return transaction(
      database.web,
      async (tx) => {
        const apps = await platform.deployedApps.current(tx);
        const directory = await door.directories.current(tx);
        const context: Context = { tx, viewer: viewerOfEntry(entered), now: clock(), apps, directory, platform };
        if (place.record !== undefined) {
          const { revision } = await requireRecord(context, place.app, place.record, "view");
          return { revision: String(revision) };
        }
        if (!requireApp(context, place.app).access.app.view) throw new Failure("app/not-found", { app: place.app });
        return { revision: null };
      },
      { readOnly: true },
    );
  }

  /** Whether the person may still be here; ends the connection if not. */
  async function lookAgain(socket: LiveSocket): Promise<boolean> {
    const entry = await door.enter(socket.request, false);
    if (isAdmitted(entry) && entry.user.id === socket.data.entered.user.id) {
      socket.data.entered = entry;
      return true;
    }
    end(socket, entry.kind === "shut-out" ? "certificate" : "session");
    return false;
  }

  function end(socket: LiveSocket, cause: "certificate" | "session") {
    socket.emit("nudge", { kind: "ended", reason: endingSentence(cause, socket.data.entered.user.locale) });
    socket.disconnect(true);
  }

  function all(): LiveSocket[] {
    return [...sockets.values()].flatMap((one) => [...one]);
  }

  async function lookAtEach(some: readonly LiveSocket[]) {
    for (const socket of some) {
      await lookAgain(socket).catch((error: unknown) => log("error", "live connection could not be judged", { error }));
    }
  }

  onEnded((ending: Ending | undefined) => {
    if (ending?.kind === "certificate") {
      const ended = all().filter(({ data }) => data.entered.fingerprint === ending.fingerprint);
      for (const socket of ended) end(socket, "certificate");
    } else void lookAtEach(ending ? [...(sockets.get(ending.userId) ?? [])] : all());
  });

  const present = (): Present => ({
    users: [...sockets.keys()],
    watchersOf: (app, record) => [...new Set(watching.watchersOf(app, record).map(({ data }) => data.entered.user.id))],
  });

  function send(addressed: readonly Addressed[]) {
    for (const { nudge, users } of addressed) {
      const lookers = nudge.kind === "record" ? new Set(watching.watchersOf(nudge.app, nudge.record)) : undefined;
      for (const user of users) {
        for (const socket of sockets.get(user) ?? []) if (!lookers || lookers.has(socket)) socket.emit("nudge", nudge);
      }
    }
  }

  /** Notices may have been missed while the connection to the database was broken. */
  async function nudgeAboutAll() {
    const { users } = present();
    send([
      { nudge: { kind: "notifications" }, users },
      { nudge: { kind: "home" }, users },
    ]);
    for (const place of watching.records()) {
      send(
        await transaction(database.web, (tx) => nudgeAbout(tx, place, present(), means, clock()), { readOnly: true }),
      );
    }
  }

  async function follow(eventId: string | undefined) {
    if (sockets.size === 0) return;
    if (eventId === undefined) return nudgeAboutAll();
    send(await transaction(database.web, (tx) => nudgesOf(tx, eventId, present(), means, clock()), { readOnly: true }));
  }

  const endListening = await database.listen("live", (eventId) => {
    follow(eventId).catch((error: unknown) => log("error", "nudges failed", { event: eventId, error }));
  });
  const timer = setInterval(() => void lookAtEach(all()), lookAgainMs);
  timer.unref();

  return {
    get size() {
      return all().length;
    },
    async stop() {
      clearInterval(timer);
      await endListening();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

function readPlace(input: unknown): Place | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { app, record } = input as Record<string, unknown>;
  const isId = (value: unknown): value is string => typeof value === "string" && /^\d{1,18}$/.test(value);
  if (!isId(app)) return undefined;
  if (record === undefined) return { app };
  return isId(record) ? { app, record } : undefined;
}

function takeQuestion(questions: SocketData["questions"], now: Date): boolean {
  if (now.getTime() - questions.renewedAt >= 15_000) {
    questions.left = questionsPerQuarterMinute;
    questions.renewedAt = now.getTime();
  }
  questions.left -= 1;
  return questions.left >= 0;
}
