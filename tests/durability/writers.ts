import { setTimeout as wait } from "node:timers/promises";
import type { Answer, Client } from "../support/client.ts";

/**
 * What the writer knows of one write: it was answered with success, or the answer never came and both is right. A write
 * is never tried again, so that being there twice is always the server's doing.
 */
export type Outcome = "acknowledged" | "uncertain";

/** Somebody who writes numbered things without pause. */
export interface Writer {
  readonly what: string;
  readonly attempts: ReadonlyMap<string, Outcome>;
  /** Writes until `signal`, or until somebody stops answering. */
  write(signal: AbortSignal): Promise<void>;
  /** The names of everything that is there now. */
  readAll(): Promise<string[]>;
}

/** Compares what was attempted with what is there. */
export function compareWrites(attempts: ReadonlyMap<string, Outcome>, found: readonly string[]) {
  const times = new Map<string, number>();
  for (const name of found) times.set(name, (times.get(name) ?? 0) + 1);
  const acknowledged = [...attempts].filter(([, outcome]) => outcome === "acknowledged").map(([name]) => name);
  return {
    lost: acknowledged.filter((name) => !times.has(name)),
    doubled: [...times].filter(([, count]) => count > 1).map(([name]) => name),
    unknown: [...times.keys()].filter((name) => !attempts.has(name)),
  };
}

function makeNumbered(what: string, put: (name: string) => Promise<Answer>, readAll: () => Promise<string[]>): Writer {
  const attempts = new Map<string, Outcome>();
  async function write(signal: AbortSignal) {
    while (!signal.aborted) {
      const name = `${what}-${attempts.size + 1}`;
      attempts.set(name, "uncertain");
      const answer = await put(name).catch(() => undefined);
      if (answer?.status === 200) attempts.set(name, "acknowledged");
      // A refusal in the middle of the crash is as uncertain as silence; a wrong request would be a fault of the test.
      else if (answer && answer.status < 500) throw new Error(`${name}: ${answer.status} ${answer.text}`);
      else await wait(20);
    }
  }
  return { what, attempts, write, readAll };
}

/** An organisation as the field for the hospital takes it, and the other fields that a record of app 01 must have. */
const required = { 医療機関: { value: [{ code: "a-hospital" }] } };

async function addRecord(client: Client, app: string, name: string): Promise<string> {
  const answer = await client.post("/k/v1/record.json", { app, record: { ...required, 医療機関名: { value: name } } });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json<{ id: string }>().id;
}

export const makeWriter = {
  /** Adds one record after the other. */
  ofRecords(client: Client, app: string): Writer {
    const put = (name: string) =>
      client.post("/k/v1/record.json", { app, record: { ...required, 医療機関名: { value: name } } });
    return makeNumbered("record", put, async () => {
      const names: string[] = [];
      for (;;) {
        const query = `医療機関名 like "record-" order by $id asc limit 500 offset ${names.length}`;
        const answer = await client.get("/k/v1/records.json", { app, query, fields: ["医療機関名"] });
        const { records } = answer.json<{ records: { 医療機関名: { value: string } }[] }>();
        names.push(...records.map((record) => record.医療機関名.value));
        if (records.length < 500) return names;
      }
    });
  },

  /** Edits one record over and over; each edit leaves its name in the history. */
  ofEdits(client: Client, app: string): Writer {
    let id: string | undefined;
    const put = async (name: string) => {
      id ??= await addRecord(client, app, "to edit");
      return client.put("/k/v1/record.json", { app, id, record: { 事務局メモ: { value: name } } });
    };
    return makeNumbered("edit", put, async () => {
      const names: string[] = [];
      let before: number | undefined;
      for (;;) {
        const input = { app, id, ...(before !== undefined && { before }) };
        const page = (await client.get("/portal/v1/record/history.json", input)).json<HistoryPage>();
        for (const { changes } of page.revisions) {
          names.push(...changes.filter(({ code }) => code === "事務局メモ").map(({ after }) => String(after)));
        }
        before = page.revisions.at(-1)?.revision;
        if (!page.older || before === undefined) return names.filter((name) => name.startsWith("edit-"));
      }
    });
  },

  /** Posts comments to one record. */
  ofComments(client: Client, app: string): Writer {
    let record: string | undefined;
    const put = async (text: string) => {
      record ??= await addRecord(client, app, "to talk about");
      return client.post("/k/v1/record/comment.json", { app, record, comment: { text } });
    };
    return makeNumbered("comment", put, async () => {
      const texts: string[] = [];
      let before: string | undefined;
      for (;;) {
        const input = { app, record, limit: 50, ...(before !== undefined && { before }) };
        const page = (await client.get("/portal/v1/comments.json", input)).json<CommentPage>();
        texts.push(...page.comments.map(({ text }) => text.trim()));
        before = page.comments.map(({ id }) => id).sort((a, b) => Number(a) - Number(b))[0];
        if (!page.older || before === undefined) return texts;
      }
    });
  },
};

interface HistoryPage {
  revisions: { revision: number; changes: { code: string; after: unknown }[] }[];
  older: boolean;
}

interface CommentPage {
  comments: { id: string; text: string }[];
  older: boolean;
}
