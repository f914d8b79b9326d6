import type { Socket } from "socket.io-client";
import { announceEnding } from "./api.ts";
import { queryClient } from "./query.ts";

type Nudge =
  | { kind: "record"; app: string; record: string }
  | { kind: "notifications" }
  | { kind: "home" }
  | { kind: "thread"; id: string }
  | { kind: "ended"; reason: string };

interface Place {
  app: string;
  record?: string;
}

const watched = new Map<string, Place>();
let socket: Socket | undefined;

/** What a nudge makes stale; the answers themselves always come through the ordinary endpoints. */
export function staleKeys(nudge: Nudge): string[][] {
  switch (nudge.kind) {
    case "record":
      return [
        ["record", nudge.app, nudge.record],
        ["records", nudge.app],
      ];
    case "notifications":
      return [["notifications"], ["session"], ["home"]];
    case "home":
      return [["home"]];
    case "thread":
      return [["thread", nudge.id], ["home"]];
    case "ended":
      return [];
  }
}

/** Opens the live connection; called after the first page is painted, so that it never delays it. */
export async function connectLive(): Promise<void> {
  if (socket) return;
  const { io } = await import("socket.io-client");
  // Some hospitals' proxies let no WebSocket through: then updates come by long requests.
  const live = io({ path: "/live", transports: ["websocket", "polling"], tryAllTransports: true });
  socket = live;
  live.on("connect", () => {
    for (const place of watched.values()) ask(live, place);
  });
  live.io.on("reconnect", () => void queryClient.invalidateQueries()); // nudges may have been missed meanwhile
  live.on("nudge", (nudge: Nudge) => {
    if (nudge.kind === "ended") announceEnding({ kind: "ended", message: nudge.reason });
    for (const queryKey of staleKeys(nudge)) void queryClient.invalidateQueries({ queryKey });
  });
}

/** The page may be older than the first nudge that reaches it: what changed in between shows by the revision. */
function ask(live: Socket, { app, record }: Place): void {
  live.emit("watch", { app, record }, ({ revision }: { revision: string | null }) => {
    if (record === undefined) return;
    const shown = queryClient.getQueryData<ShownRecord>(["record", app, record, "cells"]);
    if (!shown || shown.record?.$revision?.value === revision) return;
    for (const queryKey of staleKeys({ kind: "record", app, record })) void queryClient.invalidateQueries({ queryKey });
  });
}

/** As much as is needed of what the record page has fetched. */
interface ShownRecord {
  readonly record?: { readonly $revision?: { readonly value: string } };
}

/** Asks for nudges about an app or one of its records. @returns stops asking */
export function watchPlace(place: Place): () => void {
  const key = `${place.app}/${place.record ?? ""}`;
  watched.set(key, place);
  if (socket) ask(socket, place);
  return () => {
    watched.delete(key);
    socket?.emit("unwatch", place);
  };
}
