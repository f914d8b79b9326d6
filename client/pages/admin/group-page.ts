import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { GroupRule } from "../../../server/identity/group-rule.ts";
import { get, send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import { ruleOf, type FormSection, type FormValues } from "../../elements/admin/form-fields.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { ruleProblem } from "../../elements/admin/rule-editor.ts";
import { accountTag } from "../../elements/admin/state-tag.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import { groupsReading, organizationChoices, organizationsReading, textIn } from "./admin-readings.ts";
import type { Account, Group } from "./admin-wire.ts";
import { EditPage } from "./edit-page.ts";
import { checkCode } from "./field-checks.ts";
import "./group-page.css";
import { namesOf, previewReading, readPreview, renderPreview } from "./group-rule-preview.ts";
import { crumbs, offsetOf, pageRows, renderList, stepsOf } from "./list-parts.ts";

interface Members {
  users: Account[];
  totalCount: number | string;
}

/** Wait after the last key, so that a value half typed asks nothing. */
const previewAfterMs = 300;

/** Adds a group, or shows one with its members; a rule says beforehand whom it makes members. */
@customElement("group-page")
export class GroupPage extends EditPage {
  #groups = new Query(this, () => groupsReading());
  #members = new Query<Members>(this, () => {
    const group = this.group?.code;
    if (!group || group === "everyone") return null;
    const offset = offsetOf(this.route);
    return {
      key: ["admin", "users", "group", group, offset],
      keepsPrevious: true,
      read: () => get<Members>("/portal/v1/admin/users.json", { group, offset, limit: pageRows }),
    };
  });
  #organizations = new Query(this, () => organizationsReading());
  #preview = new Query(this, () => previewReading(this.previewed ?? null, this.group?.id));
  #start: FormValues | undefined;
  #previewTimer: ReturnType<typeof setTimeout> | undefined;
  /** The rule as it was last typed. */
  @state() private typed: GroupRule | null | undefined;
  /** The rule whose preview is shown: the typed one, a moment later. */
  @state() private previewed: GroupRule | null | undefined;

  private get isNew(): boolean {
    return this.route.params["group"] === "new";
  }

  private get group(): Group | undefined {
    return this.#groups.data?.find(({ id }) => id === this.route.params["group"]);
  }

  protected override pageTitle() {
    if (this.isNew) return t("admin.group.add");
    if (this.#groups.error) return t("problem.title");
    return this.#groups.data ? (this.group?.name ?? t("problem.404")) : undefined;
  }

  private get sections(): FormSection[] {
    return [
      {
        fields: [
          { kind: "text", code: "name", label: t("admin.group.name"), isRequired: true, maxLength: 100 },
          {
            kind: "text",
            code: "code",
            label: t("admin.group.code"),
            support: t("admin.group.code-support"),
            isRequired: true,
            maxLength: 64,
            check: checkCode,
            isReadOnly: !this.isNew,
          },
          { kind: "long", code: "description", label: t("admin.group.description"), maxLength: 1000 },
          {
            kind: "rule",
            code: "rule",
            label: t("admin.group.rule"),
            organizations: organizationChoices(this.#organizations.data),
            preview: this.renderPreview(),
          },
        ],
      },
    ];
  }

  private get start(): FormValues {
    const { code = "", name = "", description = "", rule = null } = this.group ?? {};
    return (this.#start ??= { code, name, description, rule });
  }

  private takeRule(rule: GroupRule | null) {
    this.typed = rule;
    clearTimeout(this.#previewTimer);
    this.#previewTimer = setTimeout(() => (this.previewed = rule), previewAfterMs);
  }

  /** Nothing until the rule is touched: the members stand below. */
  private renderPreview() {
    if (this.typed === undefined) return nothing;
    if (!this.typed) return this.group?.rule ? html`<p class="hint">${t("admin.rule.keeps")}</p>` : nothing;
    if (this.#preview.error) return html`<page-problem .error=${this.#preview.error}></page-problem>`;
    return renderPreview(ruleProblem(this.typed) ? undefined : this.#preview.data, this.isNew);
  }

  /** Asks when the rule would put people out of the group. */
  private async mayLeaveOut(rule: GroupRule, group: Group): Promise<boolean> {
    const leaving = await readPreview(rule, group.id).then(
      (preview) => preview.leaving,
      () => undefined, // the save says what is wrong
    );
    if (!leaving?.count) return true;
    return confirmDialog({
      heading: t("admin.rule.leaving-title", { n: leaving.count }),
      body: t("admin.rule.leaving-body", { names: namesOf(leaving) }),
      verb: t("admin.rule.leaving-verb"),
      isDangerous: true,
    });
  }

  private async save(values: FormValues) {
    const { group } = this;
    const rule = ruleOf(values["rule"]);
    const isOther = JSON.stringify(rule) !== JSON.stringify(group?.rule ?? null);
    if (group && rule && isOther && !(await this.mayLeaveOut(rule, group))) return;
    const body = {
      name: textIn(values, "name"),
      description: textIn(values, "description"),
      ...(isOther && { rule }),
    };
    const answer = await this.write(() =>
      group
        ? send("PUT", "/portal/v1/admin/groups.json", {
            id: group.id,
            ...body,
            ...(rule ? {} : { keepsMembers: true }),
          })
        : send("POST", "/portal/v1/admin/groups.json", { code: textIn(values, "code"), ...body }),
    );
    if (answer === undefined) {
      this.gatherRuleProblems();
      return;
    }
    toast(t("admin.form.saved"));
    await navigate("/admin/groups");
  }

  /** The server names conditions one by one; here they are one place to fill in. */
  private gatherRuleProblems() {
    const entries = Object.entries(this.refusals);
    const ofRule = entries.filter(([code]) => code.startsWith("rule."));
    if (ofRule.length === 0) return;
    const others = entries.filter(([code]) => !code.startsWith("rule."));
    this.refusals = { ...Object.fromEntries(others), rule: ofRule.map(([, message]) => message).join(" ") };
  }

  private renderMembers() {
    const { data } = this.#members;
    return html`<section class="section">
      <h2>${t("admin.group.members")}</h2>
      <p class="meta">${t(this.group?.rule ? "admin.group.members-by-rule" : "admin.group.members-lead")}</p>
      ${renderList({
        error: this.#members.error,
        rows: data?.users.length,
        isStale: this.#members.isStale,
        steps: stepsOf(this.route, Number(data?.totalCount ?? 0)),
        route: this.route,
        isFiltered: false,
        empty: html`<p>${t("admin.group.no-members")}</p>`,
        table: () =>
          plainTable(
            t("admin.group.members"),
            [
              { label: t("admin.user.name") },
              { label: t("admin.user.organization") },
              { label: t("admin.user.status") },
            ],
            (data?.users ?? []).map((user) => ({
              key: user.id,
              cells: [
                html`<a href="/admin/users/${user.id}">${user.name}</a
                  ><span class="meta cell-line">${user.code}</span>`,
                user.organizations.map(({ name }) => name).join(t("record.list-comma")),
                accountTag(user),
              ],
            })),
          ),
      })}
    </section>`;
  }

  protected override render() {
    const title = this.pageTitle();
    if (title === undefined) return html`<p class="skeleton"></p>`;
    const head = html`${crumbs(["/admin/groups", t("admin.menu.groups")])}
      <h1 tabindex="-1">${title}</h1>`;
    const { error } = this.#groups;
    if (error) return html`${head}<page-problem .error=${error}></page-problem>`;
    if (this.group?.code === "everyone")
      return html`${head}
        <p>${t("admin.group.everyone")}</p>`;
    if (!this.isNew && !this.group) return head;
    return html`${head} ${this.renderFailure()}
      <admin-form
        .sections=${this.sections}
        .values=${this.start}
        .refusals=${this.refusals}
        .busy=${this.isBusy}
        .saveWords=${t("admin.form.save")}
        .cancelHref=${"/admin/groups"}
        @form-touch=${() => this.hold()}
        @value-change=${(event: CustomEvent<GroupRule | null>) => this.takeRule(event.detail)}
        @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
      ></admin-form>
      ${this.isNew ? nothing : this.renderMembers()}`;
  }
}
