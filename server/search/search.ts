import { enterableApps } from "../apps/read-apps.ts";
import { invalid } from "../apps/settings/named-parts.ts";
import type { Context } from "../http/context.ts";
import { readSpaceNames } from "../spaces/store.ts";
import { findInSpaces } from "./find-in-spaces.ts";
import { findRecordComments, findRecords, type Wanted } from "./find-records.ts";
import { hitTypes, wireHit, type Hit, type HitType } from "./hit.ts";
import { wantedWords, type SearchQuery } from "./words.ts";

/** Where to look. People and private messages are no places of a portal and are never found. */
export interface SearchScope {
  scope: "APP" | "SPACE" | "PEOPLE" | "MESSAGE";
  ids?: readonly string[] | null;
  codes?: readonly string[] | null;
}

export interface SearchInput {
  query: readonly SearchQuery[];
  types?: readonly HitType[] | null;
  scopes?: readonly SearchScope[] | null;
  excludeScopes?: readonly SearchScope[] | null;
  createdAfter?: string | null;
  createdBefore?: string | null;
  creators?: readonly string[] | null;
  sort?: { by?: "RELEVANCE" | "CREATED_AT"; order?: "ASC" | "DESC" } | null;
  limit?: number;
  pageToken?: string | null;
}

const mostWords = 20;
const usualLimit = 20;
/** Pages end here; whoever has seen so many hits needs better words. */
const deepest = 1_000;

/**
 * Searches everything that the viewer may see: records and their comments by the doors of their apps, spaces, threads, and
 * what is written there by people whom he may know. The newest comes first, by relevance too: here the latest matters most.
 * One statement per app and kind of thing, because each app has a table of its own.
 *
 * @throws Failure input/invalid
 * @see kintone.md section 2.4, "POST search"
 */
export async function search(
  context: Context,
  input: SearchInput,
): Promise<{ hits: object[]; nextPageToken: string | null }> {
  const { query, limit = usualLimit } = input;
  if (query.flatMap(({ keywords }) => keywords).length > mostWords) {
    throw invalid("query", "too-many-items", { limit: mostWords });
  }
  const { by = "RELEVANCE", order = "DESC" } = input.sort ?? {};
  if (by === "RELEVANCE" && order === "ASC") throw invalid("sort.order", "not-enum");
  const offset = input.pageToken ? offsetOf(input.pageToken) : 0;
  if (wantedWords(query).length === 0) return { hits: [], nextPageToken: null };

  const isOldestFirst = order === "ASC";
  const found = await findAll(context, input, { query, isOldestFirst, most: offset + limit + 1 });
  const sorted = found.sort((a, b) => (isOldestFirst ? 1 : -1) * (a.at.getTime() - b.at.getTime()));
  const next = offset + limit;
  return {
    hits: sorted.slice(offset, next).map((hit) => wireHit(context, hit)),
    nextPageToken: sorted.length > next && next < deepest ? tokenOf(next) : null,
  };
}

async function findAll(context: Context, input: SearchInput, wanted: Wanted): Promise<Hit[]> {
  const types = new Set<HitType>(input.types && input.types.length > 0 ? input.types : hitTypes);
  const spaces = new Map((await readSpaceNames(context.tx)).map(({ id, name }) => [id, name]));
  const isSearched = scopeOf(input);
  const apps = enterableApps(context).filter(({ app, access }) => access.app.view && isSearched(app.id, app.spaceId));
  const asked = { words: wantedWords(wanted.query), isOldestFirst: wanted.isOldestFirst };
  const hits: Hit[] = [];
  // Times and makers are tested afterwards, so more is read where they are asked for.
  const isNarrowed = Boolean(input.createdAfter || input.createdBefore || input.creators?.length);
  const more = isNarrowed ? { ...wanted, most: deepest } : wanted;
  for (const one of apps) {
    if (types.has("RECORD")) hits.push(...(await findRecords(context, one, more, spaces)));
    if (types.has("RECORD_COMMENT")) hits.push(...(await findRecordComments(context, one, more, asked, spaces)));
  }
  hits.push(...(await findInSpaces(context, more, asked, types, (space) => isSearched(null, space))));
  return hits.filter(({ at, by }) => isInTime(input, at) && isMadeBy(context, input, by));
}

/** Whether an app (with its space) or a space alone is looked at; a named space includes its apps. */
function scopeOf({ scopes, excludeScopes }: SearchInput): (app: string | null, space: string | null) => boolean {
  const isIn = (list: readonly SearchScope[], app: string | null, space: string | null) =>
    list.some(({ scope, ids }) => {
      const id = scope === "APP" ? app : scope === "SPACE" ? space : null;
      return id !== null && (!ids || ids.length === 0 || ids.includes(id));
    });
  return (app, space) =>
    (!scopes || scopes.length === 0 || isIn(scopes, app, space)) && !isIn(excludeScopes ?? [], app, space);
}

function isInTime({ createdAfter, createdBefore }: SearchInput, at: Date): boolean {
  return (!createdAfter || at >= new Date(createdAfter)) && (!createdBefore || at <= new Date(createdBefore));
}

function isMadeBy({ directory }: Context, { creators }: SearchInput, by: number | null): boolean {
  if (!creators || creators.length === 0) return true;
  return by !== null && creators.some((code) => directory.userByCode(code)?.id === by);
}

function tokenOf(offset: number): string {
  return Buffer.from(`from ${offset}`).toString("base64url");
}

function offsetOf(token: string): number {
  const offset = Number(/^from (\d{1,4})$/.exec(Buffer.from(token, "base64url").toString())?.[1] ?? NaN);
  if (!(offset >= 0 && offset < deepest)) throw invalid("pageToken", "wrong-shape");
  return offset;
}
