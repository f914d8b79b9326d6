import type { DefaultContext, FileValue } from "../../../app-definitions/field-type.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import { chooseFiles, type Uploads } from "../../files/claim-files.ts";
import type { Context } from "../../http/context.ts";
import type { Directory } from "../../identity/directory.ts";
import type { Viewer } from "../../identity/viewer.ts";
import type { Access } from "../../permissions/access.ts";
import { acquaintanceOf, type Acquaintance } from "../../permissions/may-know.ts";
import type { Stored } from "../../query/condition.ts";
import type { Copies } from "../sources/find-copies.ts";
import { toStored } from "../stored-values.ts";
import { sanitizeRichText } from "./sanitize-rich-text.ts";

/** What a save needs beside the record itself; plain values, so that merging is a pure function. */
export interface SaveContext {
  readonly app: DeployedApp;
  readonly access: Access;
  readonly viewer: Viewer;
  readonly directory: Directory;
  readonly now: Date;
  /** As in the configuration. */
  readonly emptiesTableNumbers: boolean;
  /** The viewer's uploads among the keys that were sent. */
  readonly uploads: Uploads;
  /** Whom the viewer may name; others do not exist for him, except where a field names them already. */
  readonly acquaintance: Acquaintance;
  /** What lookups found for the keys that were sent; absent where nothing is saved, and then nothing is copied. */
  readonly copies?: Copies;
}

/** The context of a save, before it is known which files were uploaded. */
export function saveContext(
  { app, access }: Pick<SaveContext, "app" | "access">,
  { viewer, directory, now, platform }: Pick<Context, "viewer" | "directory" | "now" | "platform">,
): Omit<SaveContext, "uploads"> {
  const { emptiesTableNumbers } = platform.config;
  const acquaintance = acquaintanceOf(app, viewer, directory);
  return { app, access, viewer, directory, now, emptiesTableNumbers, acquaintance };
}

/** Empty as kintone counts it: null, "" and empty lists. */
export function isEmpty(stored: Stored): boolean {
  return stored === null || stored === "" || (Array.isArray(stored) && stored.length === 0);
}

/** Whether the field must be filled in. A radio button never asks, as on kintone: its form always has one set. */
export function isRequired({ property, fieldType }: DeployedField): boolean {
  return property.required === true && fieldType.isWritable && property.type !== "RADIO_BUTTON";
}

/** The stored form of a new record's value when the request does not name the field. */
export function initialStored(field: DeployedField, context: SaveContext): Stored {
  const value = field.fieldType.initial(field.property as never, defaultContext(context));
  return toStored(field, value, context.directory);
}

/** Who and when, for default values. */
export function defaultContext({ viewer, now }: Pick<SaveContext, "viewer" | "now">): DefaultContext {
  const { timezone, code, name, primaryOrganization } = viewer;
  return {
    now,
    timezone,
    user: { code, name },
    organization: primaryOrganization && { code: primaryOrganization.code, name: primaryOrganization.name },
  };
}

/**
 * What only the server may decide about a value that was sent: which files it may hold, and which HTML.
 *
 * @throws Failure file/not-found
 */
export function chooseOwn(field: DeployedField, sent: Stored, old: Stored, { uploads }: SaveContext): Stored {
  if (field.fieldType.column === "files") {
    const files = chooseFiles((sent ?? []) as FileValue[], (old ?? []) as FileValue[], uploads);
    return files.length === 0 ? null : files;
  }
  return field.fieldType.isHtml && typeof sent === "string" ? sanitizeRichText(sent) : sent;
}

/**
 * Whom the viewer may name in the field: those whom it names already, and those whom he may know. A hospital that may
 * pick people must not learn by trying which other people there are.
 */
export function mayNameIn(field: DeployedField, old: Stored, { acquaintance }: SaveContext): (id: number) => boolean {
  const { type } = field.property;
  const kind = type === "ORGANIZATION_SELECT" ? "organization" : type === "GROUP_SELECT" ? "group" : "user";
  return (id) => ((old ?? []) as readonly number[]).includes(id) || acquaintance[kind](id);
}
