import type { DeployedApp } from "../apps/deployed-app.ts";
import { matches, type Reader } from "../query/matches.ts";
import type { Access } from "./access.ts";

/** What the viewer may do with one record, for answers; tabs by code, in order. */
export interface RecordRights {
  readonly view: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly fields: ReadonlyMap<string, { readonly viewable: boolean; readonly editable: boolean }>;
  readonly tabs: readonly string[];
}

/** The rights on an existing record. A record out of reach has no fields and no tabs. */
export function evaluateAccess(app: DeployedApp, access: Access, read: Reader): RecordRights {
  if (!matches(access.view, read)) return { view: false, edit: false, delete: false, fields: new Map(), tabs: [] };
  const fields = [...app.fields.values()].flatMap((field) => {
    const own = field.table ? undefined : access.fields.get(field.code);
    if (!own || !matches(own.read, read)) return [];
    return [[field.code, { viewable: true, editable: matches(own.edit, read) }] as const];
  });
  return {
    view: true,
    edit: matches(access.edit, read),
    delete: matches(access.delete, read),
    fields: new Map(fields),
    tabs: tabsOf(access, read),
  };
}

/** The rights on a record that is being made: its fields are held against their own rules, its tabs against its values. */
export function evaluateNew(app: DeployedApp, access: Access, read: Reader): RecordRights {
  const fields = [...app.fields.values()].flatMap((field) => {
    const own = field.table ? undefined : access.fields.get(field.code);
    if (!own || !matches(own.read, read)) return [];
    return [[field.code, { viewable: true, editable: access.app.add && matches(own.write, read) }] as const];
  });
  return { view: true, edit: access.app.add, delete: false, fields: new Map(fields), tabs: tabsOf(access, read) };
}

function tabsOf({ tabs }: Access, read: Reader): string[] {
  return [...tabs].flatMap(([code, when]) => (matches(when, read) ? [code] : []));
}
