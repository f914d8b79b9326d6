import type { Entity } from "../../../app-definitions/definition.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import { translated } from "../../apps/translated.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { viewerOf, type DirectoryUser } from "../../identity/directory.ts";
import {
  explainAccess,
  type AccessExplanation,
  type AppReason,
  type FieldReason,
  type NamedLine,
  type RecordReason,
} from "../../permissions/explain-access.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { readerOf } from "../record-row.ts";
import { requireRecord, type RequiredRecord } from "../require-record.ts";
import { requireManaged, requireNothingHidden } from "./asker.ts";

/** A line of a rights table with the name of whom it is for. */
export interface ShownLine extends NamedLine {
  /** Empty for somebody or something that is no more. */
  readonly name: string;
}

type Shown<Reason extends { decidedBy: NamedLine | null; passed: readonly NamedLine[] }> = Omit<
  Reason,
  "decidedBy" | "passed"
> & { decidedBy: ShownLine | null; passed: readonly ShownLine[] };

/** Why a person may do what, as it is answered. */
export interface ShownExplanation {
  user: { code: string; name: string; isActive: boolean; isAdministrator: boolean };
  app: Shown<AppReason>;
  record: (Shown<RecordReason> & { id: string; title: string }) | null;
  field: (Shown<FieldReason> & { code: string; label: string; tabLabel: string }) | null;
  verdicts: AccessExplanation["verdicts"];
}

/**
 * Why a person may or may not do something in an app, with a record and with a field: for those who manage the app.
 *
 * It opens nothing: they must view the record themselves, and every field whose value the answer depends on; whoever they
 * may not know is answered like somebody who does not exist.
 *
 * @throws Failure app/not-found; permission/denied for people who do not manage the app, and where a rule looks at a value
 *   that is hidden from the asker; thing/not-found for the person or the field; record/not-found; input/invalid for a field
 *   without a record
 */
export async function explain(
  context: Context,
  input: { app: string; user: string; record?: string; field?: string },
): Promise<ShownExplanation> {
  const { viewer, directory, now } = context;
  const { app } = requireManaged(context, input.app);
  if (input.field && !input.record)
    throw new Failure("input/invalid", {}, { record: [{ message: "required-parameter" }] });
  const user = directory.userByCode(input.user);
  if (!user || !acquaintanceOf(app, viewer, directory).user(user.id)) throw new Failure("thing/not-found");
  const record = input.record ? await requireRecord(context, input.app, input.record, "view") : null;
  const field = record && input.field ? requireField(record, input.field) : null;

  const place = record && { read: readerOf(record.row), ...(field && { field }) };
  const told = explainAccess(app, viewerOf(directory, user), directory, now, place);
  if (record) requireNothingHidden(record, told);
  return shown(context, app, user, told, { record, field });
}

/** A field inside a table follows its table. */
function requireField({ app, mayView }: RequiredRecord, code: string): DeployedField {
  const found = app.fields.get(code);
  const field = found?.table ?? found;
  if (!field || !mayView(field.code)) throw new Failure("thing/not-found");
  return field;
}

function shown(
  context: Context,
  app: DeployedApp,
  { code, name, status, isAdministrator }: DirectoryUser,
  told: AccessExplanation,
  { record, field }: { record: RequiredRecord | null; field: DeployedField | null },
): ShownExplanation {
  const words = (text: string) => translated(text, context.viewer.locale, app);
  const line = (one: NamedLine): ShownLine => ({ ...one, name: nameOf(one.entity, app, context, words) });
  const lines = <Reason extends { decidedBy: NamedLine | null; passed: readonly NamedLine[] }>(reason: Reason) => ({
    ...reason,
    decidedBy: reason.decidedBy && line(reason.decidedBy),
    passed: reason.passed.map(line),
  });
  const tab = app.definition.tabs?.find((one) => one.code === told.field?.tab?.code);
  return {
    user: { code, name, isActive: status === "active", isAdministrator },
    app: lines(told.app),
    record: told.record && { ...lines(told.record), id: record!.id, title: record!.title },
    field: told.field && {
      ...lines(told.field),
      ...{ code: field!.code, label: words(field!.property.label), tabLabel: tab ? words(tab.label) : "" },
    },
    verdicts: told.verdicts,
  };
}

function nameOf(
  { type, code }: Entity,
  { fields }: DeployedApp,
  { directory }: Context,
  words: (text: string) => string,
): string {
  const key = code ?? "";
  switch (type) {
    case "USER":
      return directory.userByCode(key)?.name ?? "";
    case "GROUP":
      return directory.groupByCode(key)?.name ?? "";
    case "ORGANIZATION":
      return directory.organizationByCode(key)?.name ?? "";
    case "FIELD_ENTITY":
      return words(fields.get(key)?.property.label ?? "");
    case "CREATOR":
      return "";
  }
}
