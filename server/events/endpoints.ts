import type { Context } from "../http/context.ts";
import { endpoint } from "../http/endpoint.ts";
import { readEvents } from "./store.ts";

const pageSize = 100;

/** The audit trail, for administrators: who did what and when, as ids and codes without any value of a record. */
export const eventEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/admin/events.json",
    audience: "administrator",
    input: { type: "object", properties: { before: { type: "string", pattern: "^[0-9]{1,18}$" } } },
    run: listEvents,
  }),
];

async function listEvents({ tx, directory }: Context, { before }: { before?: string }) {
  const events = await readEvents(tx, before ?? null, pageSize + 1);
  return {
    events: events.slice(0, pageSize).map(({ id, at, type, by, app, record, detail }) => {
      const person = by === null ? undefined : directory.user(by);
      return {
        id,
        at,
        type,
        by: person ? { code: person.code, name: person.name } : null,
        app: app ?? null,
        record: record ?? null,
        detail: detail ?? {},
      };
    }),
    older: events.length > pageSize,
  };
}
