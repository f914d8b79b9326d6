import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { always, and, not, or, type Condition } from "../query/condition.ts";
import { recordIdField } from "../query/record-id-field.ts";
import { searchCondition } from "../query/search-condition.ts";
import { findBeginnings } from "../records/history/find-beginning.ts";
import { isAlwaysVisible, planRead } from "../records/plan-read.ts";
import { guarded } from "../records/second-wall.ts";
import { serializer, type WireRecord } from "../records/serialize-records.ts";
import { readRows } from "../records/store.ts";
import { titleField } from "../records/title-of.ts";
import type { Hit } from "./hit.ts";
import { findComments, type TextsAsked } from "./store.ts";
import { fits, hasWord, plainText, snippetsOf, wantedWords, type SearchQuery } from "./words.ts";

/** An app to search in, with what the viewer reaches there. */
export interface SearchedApp {
  readonly app: DeployedApp;
  readonly access: Access;
}

/** What is looked for, and how many at most of each kind. */
export interface Wanted {
  readonly query: readonly SearchQuery[];
  readonly isOldestFirst: boolean;
  readonly most: number;
}

/** The records of one app that hold what is asked for. One statement. */
export async function findRecords(
  context: Context,
  { app, access }: SearchedApp,
  { query, isOldestFirst, most }: Wanted,
  spaces: ReadonlyMap<string, string>,
): Promise<Hit[]> {
  const words = wantedWords(query);
  const records = await readWire(context, { app, access }, wordsCondition(app, access, query), most, isOldestFirst);
  return records.map((record): Hit => {
    const matched = [...app.fields.values()].flatMap((field) => {
      const isSearched = field.fieldType.isSearchable && !field.table && isAlwaysVisible(access, field);
      const text = isSearched ? textOf(record[field.code]?.value) : "";
      return hasWord(text, words) ? [{ field, text }] : [];
    });
    return {
      ...madeBy(context, app, record),
      type: "RECORD",
      url: urlOf(context, app.id, idOf(record)),
      snippets: snippetsOf(
        matched.map(({ text }) => text),
        words,
      ),
      thing: {
        ...describe(app, record, spaces),
        matchedFields: matched.map(({ field: { code, property } }) => ({ code, label: property.label })),
      },
    };
  });
}

/**
 * The comments on records of one app that the viewer sees, as far back as he may read each thread. Three statements, the
 * last two only where something is found.
 */
export async function findRecordComments(
  context: Context,
  { app, access }: SearchedApp,
  { query, most }: Wanted,
  asked: TextsAsked,
  spaces: ReadonlyMap<string, string>,
): Promise<Hit[]> {
  if (app.definition.settings.enableComments === false) return [];
  const found = await findComments(context.tx, planRead(app, access, { where: always, limit: most }), asked);
  const fitting = found.filter(({ text }) => fits(text, query)).slice(0, most);
  if (fitting.length === 0) return [];
  const ids = [...new Set(fitting.map(({ record_id }) => record_id))];
  const plan = planRead(app, access, { where: { kind: "record", ids }, limit: ids.length });
  const rows = await readRows(context.tx, plan);
  const records = await guarded(context, app.id, () => rows.map(serializer(plan, context.directory)));
  const byId = new Map(records.map((record) => [idOf(record), record]));
  const beginnings = await findBeginnings(
    context.tx,
    { app, access },
    rows.map(({ row }) => row),
  );
  return fitting.flatMap((comment): Hit[] => {
    const record = byId.get(comment.record_id);
    const since = beginnings.get(comment.record_id)?.at;
    if (!record || (since && comment.created_at < since)) return [];
    return [
      {
        ...{ type: "RECORD_COMMENT", at: comment.created_at, by: comment.created_by },
        url: `${urlOf(context, app.id, comment.record_id)}&comment=${comment.id}`,
        snippets: snippetsOf([comment.text], wantedWords(query)),
        thing: { ...describe(app, record, spaces), commentId: String(comment.id) },
      },
    ];
  });
}

async function readWire(
  context: Context,
  { app, access }: SearchedApp,
  where: Condition,
  most: number,
  isOldestFirst: boolean,
): Promise<WireRecord[]> {
  const order = [{ field: recordIdField, direction: isOldestFirst ? "asc" : "desc" } as const];
  const plan = planRead(app, access, { where, limit: most, order });
  const rows = await readRows(context.tx, plan);
  return guarded(context, app.id, () => rows.map(serializer(plan, context.directory)));
}

function wordsCondition(app: DeployedApp, access: Access, query: readonly SearchQuery[]): Condition {
  return and(
    ...query.map(({ operator, keywords }) => {
      const has = keywords.map((word) => searchCondition(app, access, word));
      if (operator === "AND") return and(...has);
      return operator === "OR" ? or(...has) : not(or(...has));
    }),
  );
}

function describe(app: DeployedApp, record: WireRecord, spaces: ReadonlyMap<string, string>) {
  const id = idOf(record);
  const title = textOf(record[titleField(app) ?? ""]?.value);
  return {
    ...{ appId: app.id, appName: app.definition.settings.name, recordId: id },
    recordTitle: title === "" ? `#${id}` : title.slice(0, 100),
    ...(app.spaceId !== null && { spaceId: app.spaceId, spaceName: spaces.get(app.spaceId) ?? "" }),
  };
}

/** When and by whom, as far as the viewer sees it. */
function madeBy({ directory }: Context, app: DeployedApp, record: WireRecord): Pick<Hit, "at" | "by"> {
  const valueOf = (type: string) => {
    const field = [...app.fields.values()].find(({ property }) => property.type === type);
    return record[field?.code ?? ""]?.value;
  };
  const creator = valueOf("CREATOR") as { code: string } | undefined;
  const at = valueOf("CREATED_TIME");
  return {
    at: typeof at === "string" ? new Date(at) : new Date(0),
    by: creator ? (directory.userByCode(creator.code)?.id ?? null) : null,
  };
}

function idOf(record: WireRecord): string {
  return String(record["$id"]?.value);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return plainText(value);
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(", ");
  if (typeof value !== "object" || value === null) return "";
  return textOf((value as { name?: unknown }).name);
}

function urlOf({ platform }: Context, app: string, record: string): string {
  return `${platform.config.publicUrl}/k/${app}/show#record=${record}`;
}
