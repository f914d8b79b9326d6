import { endpoint } from "../http/endpoint.ts";
import type { Context } from "../http/context.ts";
import { readMails } from "./store.ts";

const pageSize = 100;

/** The administrators' log of mails; the texts of secret ones are shown to nobody. */
export const mailEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/admin/mails.json",
    audience: "administrator",
    input: {
      type: "object",
      properties: {
        before: { type: "string", pattern: "^[0-9]{1,18}$" },
        state: { enum: ["queued", "sent", "failed"] },
      },
    },
    run: listMails,
  }),
];

async function listMails({ tx }: Context, { before, state }: { before?: string; state?: string }) {
  const rows = await readMails(tx, { before: before ?? null, state: state ?? null, limit: pageSize + 1 });
  return {
    mails: rows.slice(0, pageSize).map((row) => ({
      id: row.id,
      to: row.to_address,
      subject: row.subject,
      state: row.state,
      createdAt: row.created_at,
      sentAt: row.sent_at,
      attempts: row.attempts,
      lastError: row.last_error,
      text: row.text,
    })),
    older: rows.length > pageSize,
  };
}
