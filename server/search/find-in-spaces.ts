import type { Context } from "../http/context.ts";
import { readSpaceNames, readSpaces } from "../spaces/store.ts";
import { acquaintances } from "../spaces/threads.ts";
import type { Wanted } from "./find-records.ts";
import type { Hit, HitType } from "./hit.ts";
import { findThreadComments, readAllThreads, type TextsAsked } from "./store.ts";
import { fits, plainText, snippetsOf, wantedWords } from "./words.ts";

/**
 * Spaces, threads and what is written in threads by people whom the viewer may know; five statements at most.
 *
 * @param isSearched - whether this space is looked at
 */
export async function findInSpaces(
  context: Context,
  { query }: Wanted,
  asked: TextsAsked,
  types: ReadonlySet<HitType>,
  isSearched: (space: string) => boolean,
): Promise<Hit[]> {
  const { tx, viewer, directory, platform } = context;
  const mayKnow = await acquaintances(context);
  const spaces = (await readSpaces(tx)).filter(({ id }) => isSearched(id));
  const dates = new Map((await readSpaceNames(tx)).map((one) => [one.id, one.created_at]));
  const names = new Map(spaces.map(({ id, name }) => [id, name]));
  const threads = (await readAllThreads(tx)).filter(({ space_id }) => names.has(space_id));
  const words = wantedWords(query);
  const known = (user: number | null) => (user !== null && mayKnow(viewer.userId, user) ? user : null);
  const url = platform.config.publicUrl;
  const inSpace = (space: string) => ({ spaceId: space, spaceName: names.get(space) ?? "" });

  const found: Hit[] = spaces.flatMap(({ id, name, settings, created_by }): Hit[] => {
    const texts = [name, plainText(settings.body ?? "")];
    if (!types.has("SPACE") || !fits(texts.join(" "), query)) return [];
    const made = { at: dates.get(id) ?? new Date(0), by: known(created_by) };
    return [{ type: "SPACE", ...made, url: `${url}/`, snippets: snippetsOf(texts, words), thing: inSpace(id) }];
  });
  for (const { id, space_id, name, text, created_at, created_by } of types.has("THREAD") ? threads : []) {
    if (!fits(plainText(text), query)) continue;
    found.push({
      ...{ type: "THREAD", at: created_at, by: known(created_by), url: `${url}/threads/${id}` },
      snippets: snippetsOf([text], words),
      thing: { ...inSpace(space_id), threadId: id, threadName: name },
    });
  }
  if (!types.has("THREAD_COMMENT")) return found;
  const posters = directory.users().flatMap(({ id }) => known(id) ?? []);
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const comments = await findThreadComments(tx, posters, asked);
  for (const { id, thread_id, text, created_at, created_by } of comments) {
    const thread = byId.get(thread_id);
    if (!thread || !fits(text, query)) continue;
    found.push({
      ...{ type: "THREAD_COMMENT", at: created_at, by: created_by, url: `${url}/threads/${thread_id}` },
      snippets: snippetsOf([text], words),
      thing: { ...inSpace(thread.space_id), threadId: thread_id, threadName: thread.name, commentId: id },
    });
  }
  return found;
}
