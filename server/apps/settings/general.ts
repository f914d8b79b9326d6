import type { AppSettings, Customization, CustomizationFile } from "../../../app-definitions/definition.ts";
import { Failure } from "../../errors.ts";
import { claimForApp } from "../../files/store.ts";
import type { Context } from "../../http/context.ts";
import { sanitizeRichText } from "../../records/writing/sanitize-rich-text.ts";
import { changeDraft, readDraft, type SettingsInput } from "../drafts/draft.ts";
import { invalid, pick } from "./named-parts.ts";

const settingKeys = [
  ...(["name", "description", "icon", "theme", "titleField", "enableComments", "enableBulkDeletion"] as const),
  ...(["enableDuplicateRecord", "enableInlineRecordEditing", "enableThumbnails", "numberPrecision"] as const),
  "firstMonthOfFiscalYear",
] as const;
const precision = { digits: "16", decimalPlaces: "4", roundingMode: "HALF_EVEN" };
/** What is part of the form and no title of a record. */
const partsOfForm: ReadonlySet<string> = new Set(["GROUP", "SUBTABLE", "REFERENCE_TABLE"]);
/** Themes of old apps; kintone takes them and shows white. */
const oldThemes = ["CLIPBOARD", "BINDER", "PENCIL", "CLIPS"];

/**
 * Changes general settings of the draft; what is not sent stays.
 *
 * @throws Failure input/invalid, file/not-found for an icon that was not uploaded by the caller
 */
export async function updateSettings(
  context: Context,
  input: SettingsInput & Partial<AppSettings>,
): Promise<{ revision: string }> {
  const sent = pick(input, settingKeys);
  if (sent.titleField?.selectionMode === "MANUAL" && !sent.titleField.code) {
    throw invalid("titleField.code", "required-parameter");
  }
  const icon = sent.icon?.type === "FILE" ? await claimFile(context, input.app, sent.icon.file.fileKey) : undefined;
  const { revision } = await changeDraft(context, input, "settings", ({ definition }) => {
    const { settings, fields } = definition;
    const title = sent.titleField?.code ?? "";
    const titleType = Object.hasOwn(fields.properties, title) ? fields.properties[title]!.type : "";
    if (sent.titleField?.selectionMode === "MANUAL" && partsOfForm.has(titleType))
      throw invalid("titleField.code", "not-allowed", { code: title });
    const next: AppSettings = {
      ...settings,
      ...sent,
      ...(sent.description !== undefined && { description: sanitizeRichText(sent.description) }),
      ...(sent.theme !== undefined && { theme: oldThemes.includes(sent.theme) ? "WHITE" : sent.theme }),
      ...(icon && { icon: { type: "FILE", file: icon.file } }),
      ...(sent.titleField && { titleField: pick(sent.titleField, ["selectionMode", "code"]) }),
      ...(sent.numberPrecision && {
        numberPrecision: { ...(settings.numberPrecision ?? precision), ...sent.numberPrecision },
      }),
    };
    return { definition: { ...definition, settings: next } };
  });
  return { revision };
}

/** Changes the notes for the app's managers in the draft; what is not sent stays. */
export async function updateAdminNotes(
  context: Context,
  input: SettingsInput & { content?: string; includeInTemplateAndDuplicates?: boolean },
): Promise<{ revision: string }> {
  const { revision } = await changeDraft(context, input, "adminNotes", ({ definition }) => {
    const adminNotes = {
      ...{ content: "", includeInTemplateAndDuplicates: false, ...definition.adminNotes },
      ...(input.content !== undefined && { content: sanitizeRichText(input.content) }),
      ...pick(input, ["includeInTemplateAndDuplicates"]),
    };
    return { definition: { ...definition, adminNotes } };
  });
  return { revision };
}

/** A script or style as sent: a file by the key of an upload, or of one that the draft holds already. */
export type GivenFile = { type: "URL"; url: string } | { type: "FILE"; file: { fileKey: string } };
export type GivenCustomization = Partial<Record<"desktop" | "mobile", { js?: GivenFile[]; css?: GivenFile[] }>>;

/**
 * Keeps the lists of scripts and styles; each list that is sent replaces the old one. They are data for kintone's tools:
 * no page of ours loads them.
 *
 * @throws Failure input/invalid, file/not-found
 */
export async function updateCustomization(
  context: Context,
  input: SettingsInput & GivenCustomization & { scope?: Customization["scope"] | "" },
): Promise<object> {
  const { customize } = (await readDraft(context, input.app)).definition;
  const before: Customization = customize ?? {
    scope: "ALL",
    desktop: { js: [], css: [] },
    mobile: { js: [], css: [] },
  };
  const next: Customization = {
    scope: input.scope || before.scope,
    desktop: await devices(context, input.app, before.desktop, input.desktop),
    mobile: await devices(context, input.app, before.mobile, input.mobile),
  };
  const { revision } = await changeDraft(context, input, "customize", ({ definition }) => ({
    definition: { ...definition, customize: next },
  }));
  return { ...next, revision };
}

async function devices(
  context: Context,
  app: string,
  before: Customization["desktop"],
  given: { js?: GivenFile[]; css?: GivenFile[] } = {},
): Promise<Customization["desktop"]> {
  const read = async (files: GivenFile[] | undefined, old: CustomizationFile[]) => {
    if (!files) return old;
    const kept: CustomizationFile[] = [];
    for (const file of files) {
      kept.push(
        file.type === "URL" ? { type: "URL", url: file.url } : await claimFile(context, app, file.file.fileKey),
      );
    }
    return kept;
  };
  return { js: await read(given.js, before.js), css: await read(given.css, before.css) };
}

async function claimFile(
  { tx, viewer }: Context,
  app: string,
  key: string,
): Promise<CustomizationFile & { type: "FILE" }> {
  const row = await claimForApp(tx, key, viewer.userId, app);
  if (!row) throw new Failure("file/not-found", { key });
  const file = { fileKey: row.key, name: row.name, contentType: row.content_type, size: row.size_bytes };
  return { type: "FILE", file };
}
