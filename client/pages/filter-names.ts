import { fromQuery } from "../conditions.ts";
import { pickableIn, rememberName, hasName } from "../filter-words.ts";
import { findPickables } from "../people.ts";
import type { Reading } from "../query.ts";
import type { App } from "../wire.ts";

/** More would be read one by one on the screen, too. */
const mostNames = 10;

/**
 * Reads the names of people, groups and organisations that a condition knows by their codes, so that it can be told in
 * words; nothing when all are known. Who is out of the reader's reach keeps the code that the condition says anyway.
 */
export function namesReading(app: App, query: string): Reading<null> | null {
  const wanted = (fromQuery(query)?.clauses ?? [])
    .filter(({ field }) => pickableIn(app, field))
    .flatMap(({ field, values }) => values.map((code) => ({ field, code })))
    .filter(({ code }) => code !== "" && !code.endsWith(")") && !hasName(code))
    .slice(0, mostNames);
  if (wanted.length === 0) return null;
  return {
    key: ["names", app.id, JSON.stringify(wanted)],
    read: async () => {
      await Promise.all(wanted.map(({ field, code }) => learnName(app.id, field, code)));
      return null;
    },
  };
}

async function learnName(app: string, field: string, code: string) {
  const found = (await findPickables(app, field, code)).find((one) => one.code === code);
  if (found) rememberName(code, found.name);
}
