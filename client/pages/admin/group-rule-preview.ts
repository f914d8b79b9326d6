import { html, nothing } from "lit";
import type { GroupRule } from "../../../server/identity/group-rule.ts";
import { send } from "../../api.ts";
import { ruleProblem } from "../../elements/admin/rule-editor.ts";
import { t } from "../../messages/admin-text.ts";
import type { Reading } from "../../query.ts";

interface Named {
  count: number;
  /** The first 20 of them. */
  people: { id: string; code: string; name: string; organization: string }[];
}

/** Whom a rule makes members, and what that changes in a group that there is already. */
export interface RulePreview {
  members: Named;
  joining: Named;
  leaving: Named;
}

/** Whom the rule would make members; nothing while it is unfinished. */
export function previewReading(rule: GroupRule | null, group: string | undefined): Reading<RulePreview> | null {
  if (!rule || ruleProblem(rule)) return null;
  return {
    key: ["admin", "group-preview", group, JSON.stringify(rule)],
    keepsPrevious: true,
    read: () => readPreview(rule, group),
  };
}

/** Whom the rule would make members of the group, or of a new one. */
export function readPreview(rule: GroupRule, group: string | undefined): Promise<RulePreview> {
  return send<RulePreview>("POST", "/portal/v1/admin/group/preview.json", { rule, ...(group && { id: group }) });
}

/** Names of people in one line, and how many there are besides. */
export function namesOf({ count, people }: Named): string {
  const names = people.map(({ name, organization }) =>
    organization ? t("admin.rule.preview-person", { name, organization }) : name,
  );
  const rest = count - people.length;
  return [...names, ...(rest > 0 ? [t("admin.rule.preview-more", { n: rest })] : [])].join(t("record.list-comma"));
}

/** Shows it below the conditions: how many and who; and, of a group with members, who joins and who leaves. */
export function renderPreview(preview: RulePreview | undefined, isNew: boolean) {
  if (!preview) return html`<p class="hint" role="status">${t("admin.rule.preview-wait")}</p>`;
  const { members, joining, leaving } = preview;
  return html`<div class="notice rule-preview">
    <div class="stack">
      <p role="status">
        <strong>
          ${members.count ? t("admin.rule.preview-count", { n: members.count }) : t("admin.rule.preview-none")}
        </strong>
      </p>
      ${members.count > 0 ? html`<p class="meta">${namesOf(members)}</p>` : nothing}
      ${isNew ? nothing : renderChange(t("admin.rule.preview-joining", { n: joining.count }), joining)}
      ${renderChange(t("admin.rule.preview-leaving", { n: leaving.count }), leaving)}
    </div>
  </div>`;
}

function renderChange(words: string, people: Named) {
  if (people.count === 0) return nothing;
  return html`<p><strong>${words}</strong><br />${namesOf(people)}</p>`;
}
