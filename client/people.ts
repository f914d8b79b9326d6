import { get } from "./api.ts";
import type { Mentionable } from "./wire.ts";

/** People, groups or organisations that may be chosen in a field and whose name contains the words. */
export async function findPickables(app: string, field: string, words: string): Promise<Mentionable[]> {
  return (await get<{ people: Mentionable[] }>("/portal/v1/pickables.json", { app, field, q: words })).people;
}

/** People into whose hands a record can be put and whose name contains the words. */
export async function findAssignables(app: string, record: string, words: string): Promise<Mentionable[]> {
  return (await get<{ people: Mentionable[] }>("/portal/v1/assignables.json", { app, record, q: words })).people;
}

/** Whoever can see the record and may be addressed in its thread. */
export async function findMentionables(app: string, record: string, words: string): Promise<Mentionable[]> {
  return (await get<{ people: Mentionable[] }>("/portal/v1/mentionables.json", { app, record, q: words })).people;
}
