import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import { endpoint } from "../http/endpoint.ts";
import { countUnread, listNotifications } from "./list-notifications.ts";
import { updateFlag, updateRead } from "./store.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };

/** A person's own notifications; nobody reaches those of another. */
export const notificationEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/notifications.json",
    input: {
      type: "object",
      properties: {
        filter: { enum: ["to-me", "all", "unread", "flagged"] },
        before: id,
        limit: { type: "integer", minimum: 1, maximum: 100 },
      },
    },
    run: listNotifications,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/notifications/count.json",
    input: { type: "object", properties: {} },
    run: countUnread,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/notifications/read.json",
    input: {
      type: "object",
      properties: {
        ids: { type: "array", items: id, maxItems: 1_000 },
        all: { type: "boolean" },
        app: id,
        record: id,
      },
      anyOf: [{ required: ["ids"] }, { required: ["all"] }, { required: ["app", "record"] }],
    },
    run: markRead,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/notifications/flag.json",
    input: { type: "object", properties: { id, flagged: { type: "boolean" } }, required: ["id", "flagged"] },
    run: flag,
  }),
];

interface ReadInput {
  ids?: readonly string[];
  all?: boolean;
  app?: string;
  record?: string;
}

/** A mark of one's own is no event: it changes nothing that others could see. */
async function markRead({ tx, viewer, now }: Context, { ids, all, app, record }: ReadInput) {
  const isOfRecord = app !== undefined && record !== undefined;
  if (!ids && !isOfRecord && all !== true) return {};
  const place = isOfRecord ? { app, record } : { app: null, record: null };
  await updateRead(tx, viewer.userId, { ids: ids ?? null, ...place }, now);
  return {};
}

async function flag({ tx, viewer, now }: Context, input: { id: string; flagged: boolean }) {
  if (!(await updateFlag(tx, viewer.userId, input.id, input.flagged ? now : null)))
    throw new Failure("thing/not-found");
  return {};
}
