import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { TokenRight } from "../identity/tokens/token.ts";
import type { Viewer } from "../identity/viewer.ts";
import { always, and, never, type Condition } from "../query/condition.ts";
import { recordIdField } from "../query/record-id-field.ts";
import type { Access, AppRights, FieldAccess } from "./access.ts";
import { aclFields } from "./acl-fields.ts";
import { compileAppRights } from "./compile-app-rights.ts";
import { compileFieldRights, compileTabs } from "./compile-field-rights.ts";
import { compileRecordRights, recordBlocks } from "./compile-record-rights.ts";
import { guardOf } from "./guard.ts";
import { makeRightsScope } from "./rights-scope.ts";

/**
 * What the viewer may reach in the app at this instant: app rights, then record rights, then field rights and tabs, each
 * narrowing the one before. `fields` also knows `$id`, which shows on every visible record.
 *
 * @see kintone.md §1.12, the normative algorithm
 */
export function compileAccess(app: DeployedApp, viewer: Viewer, directory: Directory, now: Date): Access {
  if (viewer.tokens) return tokenAccess(app, viewer.tokens.get(app.id));
  const rights = compileAppRights(app, viewer, directory);
  const scope = makeRightsScope(app, viewer, directory, now);
  const blocks = rights.view ? recordBlocks(scope) : [];
  const view = rights.view ? compileRecordRights(blocks, "view") : never;
  const edit = rights.edit ? compileRecordRights(blocks, "edit") : never;
  const tabs = compileTabs(scope);
  const fields = new Map<string, FieldAccess>([
    [recordIdField.code, { view, edit: never, read: always, write: never }],
  ]);
  for (const field of app.fields.values()) {
    if (field.table) continue;
    const { read, write } = compileFieldRights(field, tabs, scope);
    // Whoever may only add records sees none, but fills in what he may write.
    if (read.kind === "never" || (view.kind === "never" && !rights.add)) continue;
    const access = { view: both(view, read), edit: both(edit, write), read, write };
    fields.set(field.code, access);
    for (const inner of field.inner.keys()) fields.set(inner, access);
  }
  return {
    app: rights,
    view,
    edit,
    delete: rights.delete ? compileRecordRights(blocks, "delete") : never,
    fields,
    guard: app.unfilled?.acl ? null : guardOf(view, aclFields(app)),
    tabs,
  } as unknown as Access;
}

/** The records that the viewer sees, and nothing else: for questions about many people and one record. */
export function compileView(app: DeployedApp, viewer: Viewer, directory: Directory, now: Date): Condition {
  if (!compileAppRights(app, viewer, directory).view) return never;
  return compileRecordRights(recordBlocks(makeRightsScope(app, viewer, directory, now)), "view");
}

/**
 * What a token may reach in an app: every record and field, within the token's rights. Without a token of this app, nothing.
 *
 * @see kintone.md §2.2: a token acts as Administrator within its rights, whatever the app's own rules say
 */
function tokenAccess(app: DeployedApp, rights: ReadonlySet<TokenRight> = new Set()): Access {
  const [view, add] = [rights.has("view"), rights.has("add")];
  const [edit, remove] = [view && rights.has("edit"), view && rights.has("delete")];
  const where = (isAllowed: boolean) => (isAllowed ? always : never);
  const field = { view: where(view), edit: where(edit), read: where(view), write: where(add || edit) };
  const isClosed = !view && !add;
  return {
    app: { view, add, edit, delete: remove, manage: rights.has("manage"), import: add, export: view },
    view: where(view),
    edit: where(edit),
    delete: where(remove),
    fields: new Map(isClosed ? [] : [recordIdField.code, ...app.fields.keys()].map((code) => [code, field])),
    guard: null,
    tabs: new Map((app.definition.tabs ?? []).map(({ code }) => [code, always])),
  } as unknown as Access;
}

/** Everything, for what the platform does in its own name: loading packs and demo data, jobs. Never for a request. */
export function platformAccess(app: DeployedApp): Access {
  const every: AppRights = {
    view: true,
    add: true,
    edit: true,
    delete: true,
    manage: true,
    import: true,
    export: true,
  };
  const open: FieldAccess = { view: always, edit: always, read: always, write: always };
  const tabs = new Map((app.definition.tabs ?? []).map(({ code }) => [code, always]));
  return {
    app: every,
    view: always,
    edit: always,
    delete: always,
    fields: new Map([recordIdField.code, ...app.fields.keys()].map((code) => [code, open])),
    guard: null,
    tabs,
  } as unknown as Access;
}

/** Keeps the very condition where the other adds nothing, so that it is recognised as the same. */
function both(record: Condition, own: Condition): Condition {
  return own.kind === "always" ? record : and(record, own);
}
