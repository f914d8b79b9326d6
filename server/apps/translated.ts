import type { DeployedApp } from "./deployed-app.ts";

/** A text of the definition in the reader's language, if the definition has it. */
export function translated(text: string, language: "ja" | "en", app?: DeployedApp): string {
  return (language === "en" ? app?.definition.translations?.en?.[text] : undefined) ?? text;
}
