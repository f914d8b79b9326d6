import { isoSeconds } from "../../app-definitions/field-types/zoned-time.ts";
import type { Context } from "../http/context.ts";
import { endpoint } from "../http/endpoint.ts";
import { requireRecord } from "../records/require-record.ts";
import { deleteComment, mayDelete } from "./delete-comment.ts";
import { findMentionables, organizationOf, readMentionables, shownMentions } from "./mentionables.ts";
import { postComment } from "./post-comment.ts";
import { requireCommented } from "./require-commented.ts";
import { readCommentPage, readComments, type CommentRow } from "./store.ts";
import { threadOf } from "./thread-of.ts";

const id = { type: "string", pattern: "^0*[1-9][0-9]{0,17}$" };
const number = { type: "string", pattern: "^0*[1-9][0-9]{0,8}$" };
const mostEntries = 20;

const comment = {
  type: "object",
  properties: {
    text: { type: "string", maxLength: 65_535, default: "" },
    mentions: {
      type: "array",
      maxItems: 10,
      items: {
        type: "object",
        properties: {
          code: { type: "string", minLength: 1, maxLength: 128 },
          type: { enum: ["USER", "GROUP", "ORGANIZATION"] },
        },
        required: ["code", "type"],
      },
    },
  },
};

/** Comments on records: kintone's three, and what the portal's pages read. */
export const commentEndpoints = [
  endpoint({
    method: "POST",
    path: "/k/v1/record/comment.json",
    input: { type: "object", properties: { app: id, record: id, comment }, required: ["app", "record", "comment"] },
    run: postComment,
  }),
  endpoint({
    method: "DELETE",
    path: "/k/v1/record/comment.json",
    input: {
      type: "object",
      properties: { app: id, record: id, comment: number },
      required: ["app", "record", "comment"],
    },
    run: deleteComment,
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/record/comments.json",
    input: {
      type: "object",
      properties: {
        app: id,
        record: id,
        order: { enum: ["asc", "desc"], default: "desc" },
        offset: { type: "integer", minimum: 0, maximum: 2_147_483_647, default: 0 },
        limit: { type: "integer", minimum: 1, maximum: 10, default: 10 },
      },
      required: ["app", "record"],
    },
    run: listForKintone,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/comments.json",
    input: {
      type: "object",
      properties: {
        app: id,
        record: id,
        before: number,
        limit: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      },
      required: ["app", "record"],
    },
    run: listForPortal,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/mentionables.json",
    input: {
      type: "object",
      properties: { app: id, record: id, q: { type: "string", maxLength: 100, default: "" } },
      required: ["app", "record"],
    },
    run: listMentionables,
  }),
];

interface KintonePage {
  app: string;
  record: string;
  order: "asc" | "desc";
  offset: number;
  limit: number;
}

async function listForKintone(context: Context, input: KintonePage) {
  const thread = await threadOf(context, await requireCommented(context, input.app, input.record));
  const { order, offset, limit } = input;
  const rows = await readCommentPage(context.tx, thread, { order, offset, limit: limit + 1 });
  const [hasMore, hasLess] = [rows.length > limit, offset > 0];
  return {
    comments: rows.slice(0, limit).map((row) => forKintone(row, context)),
    older: order === "desc" ? hasMore : hasLess,
    newer: order === "desc" ? hasLess : hasMore,
  };
}

/** kintone puts the names of the mentioned before the text and a blank behind it (kintone.md section 2.4). */
function forKintone({ id: number, text, mentions, created_at, created_by }: CommentRow, { directory }: Context) {
  const shown = shownMentions(mentions, directory);
  const names = shown.map(({ name }) => `${name} `).join("");
  const creator = directory.user(created_by);
  return {
    id: String(number),
    text: `${names && `${names}\n`}${text} `,
    createdAt: isoSeconds(created_at),
    creator: { code: creator?.code ?? "", name: creator?.name ?? "" },
    mentions: shown.map(({ code, type }) => ({ code, type })),
  };
}

async function listForPortal(context: Context, input: { app: string; record: string; before?: string; limit: number }) {
  const { tx, directory, viewer } = context;
  const record = await requireRecord(context, input.app, input.record, "view");
  const page = { before: input.before ?? null, limit: input.limit + 1 };
  const rows = await readComments(tx, await threadOf(context, record), page);
  return {
    comments: rows.slice(0, input.limit).map((row) => {
      const creator = directory.user(row.created_by);
      return {
        id: String(row.id),
        text: row.text,
        createdAt: row.created_at,
        creator: {
          code: creator?.code ?? "",
          name: creator?.name ?? "",
          organization: creator ? organizationOf(creator, directory) : null,
        },
        mentions: shownMentions(row.mentions, directory),
        mayDelete: mayDelete(record, row, viewer.userId),
      };
    }),
    older: rows.length > input.limit,
    mayPost: record.app.definition.settings.enableComments !== false,
  };
}

async function listMentionables(context: Context, input: { app: string; record: string; q: string }) {
  const record = await requireRecord(context, input.app, input.record, "view");
  const mentionables = await readMentionables(context, record);
  return { people: findMentionables(context, mentionables, input.q, mostEntries) };
}
