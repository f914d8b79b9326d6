import { html, type TemplateResult } from "lit";
import type { MatrixRow } from "../../../server/records/explaining/read-matrix.ts";
import { addressOf } from "../../api.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { t } from "../../messages/access-text.ts";

/** What people may do, with the record if one is asked for; each name leads to the reasons. */
export function matrixTable(people: readonly MatrixRow[], app: string, record: string): TemplateResult {
  const ofRecord = ["view", "edit", "delete"] as const;
  const rights = record ? ofRecord : (["view", "add", "edit", "delete", "manage", "import", "export"] as const);
  return plainTable(
    t("access.everybody"),
    [{ label: t("access.person") }, ...rights.map((right) => ({ label: t(`access.right.${right}`) }))],
    people.map(({ code, name, isActive, ...may }) => ({
      key: code,
      cells: [
        html`<a href=${addressOf(`/apps/${app}/access`, { user: code, record })}>${name || code}</a
          >${isActive ? "" : t("access.suspended")}`,
        ...rights.map((right) => {
          const isGranted = may.record ? may.record[right as (typeof ofRecord)[number]] : may.app[right];
          return t(isGranted ? "access.may" : "access.may-not");
        }),
      ],
    })),
  );
}
