import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import type { ChosenLanguage } from "../directory.ts";
import { raiseDirectoryVersion } from "../store.ts";
import { updateSettings } from "./store.ts";

export interface SettingsInput {
  readonly locale?: ChosenLanguage;
  readonly mailNotifications?: "none" | "to-me" | "all";
  readonly preferences?: { readonly shortcuts?: boolean; readonly dense?: boolean };
}

/** Changes the viewer's own settings; what is absent stays. */
export async function changeSettings(context: Context, input: SettingsInput) {
  const { tx, viewer } = context;
  await updateSettings(tx, viewer.userId, {
    locale: input.locale ?? null,
    mailNotifications: input.mailNotifications ?? null,
    preferences: { ...input.preferences },
  });
  await appendEvent(context, {
    type: "user/changed",
    by: viewer.userId,
    detail: { user: viewer.userId, what: "settings" },
  });
  await raiseDirectoryVersion(tx);
  return {};
}
