import { ApiError, get, send } from "../../api.ts";
import { knownSession } from "../../session.ts";
import type { Draft } from "../../wire.ts";

interface DraftPlace {
  app: string;
  record: string | null;
}

/** Own storage of the browser is used only while the server cannot be reached; keyed by person, because computers are shared. */
function localKey({ app, record }: DraftPlace): string {
  return `draft/${knownSession()?.user.id ?? ""}/${app}/${record ?? "new"}`;
}

/** Keeps unsaved work: on the server, or on this computer while disconnected. @returns when the server kept it */
export async function keepDraft(
  place: DraftPlace,
  revision: string | null,
  values: Record<string, { value: unknown }>,
): Promise<string | undefined> {
  try {
    const { savedAt } = await send<{ savedAt: string }>("PUT", "/portal/v1/draft.json", { ...place, revision, values });
    localStorage.removeItem(localKey(place));
    return savedAt;
  } catch (error) {
    if (!(error instanceof ApiError)) localStorage.setItem(localKey(place), JSON.stringify({ values, revision }));
    return undefined;
  }
}

/** Unsaved work of this person in this place, if there is any. */
export async function findDraft(place: DraftPlace): Promise<Draft | undefined> {
  const local = localStorage.getItem(localKey(place));
  if (local) return JSON.parse(local) as Draft;
  try {
    const draft = await get<Draft>("/portal/v1/draft.json", { app: place.app, record: place.record });
    return draft.values && Object.keys(draft.values).length > 0 ? draft : undefined;
  } catch {
    return undefined; // a draft is an offer; without one the form opens as usual
  }
}

/** Forgets unsaved work, after it was saved or thrown away. */
export async function dropDraft(place: DraftPlace): Promise<void> {
  localStorage.removeItem(localKey(place));
  await send("DELETE", "/portal/v1/draft.json", place).catch(() => undefined);
}
