import { get, useToken } from "./api.ts";
import { useLocale } from "./messages/text.ts";
import { queryClient, type Reading } from "./query.ts";
import type { Session } from "./wire.ts";

/** Who is logged in; also carries the token for writing and the number of unread notifications. */
export const sessionReading: Reading<Session> = {
  key: ["session"],
  read: async () => {
    const session = await get<Session>("/portal/v1/session.json");
    useToken(session.token);
    await useLocale(session.user.locale === "en" ? "en" : "ja");
    document.documentElement.classList.toggle("dense", session.user.preferences.dense === true);
    return session;
  },
};

/** The session as last read; undefined before the first answer. */
export function knownSession(): Session | undefined {
  return queryClient.getQueryData<Session>(sessionReading.key);
}

/** True unless the person switched single-letter shortcuts off. */
export function hasShortcuts(): boolean {
  return knownSession()?.user.preferences.shortcuts !== false;
}
