import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormSection, FormValues } from "../../elements/admin/form-fields.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { accountTag } from "../../elements/admin/state-tag.ts";
import "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import { groupsReading, textIn } from "./admin-readings.ts";
import type { Account, Group } from "./admin-wire.ts";
import { EditPage } from "./edit-page.ts";
import { checkCode } from "./field-checks.ts";
import { groupRuleSentence } from "./group-rule-sentence.ts";
import { crumbs, offsetOf, pageRows, renderList, stepsOf } from "./list-parts.ts";

interface Members {
  users: Account[];
  totalCount: number | string;
}

/** Adds a group, or shows one with its members. */
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
  #start: FormValues | undefined;

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
        ],
      },
    ];
  }

  private get start(): FormValues {
    const { code = "", name = "", description = "" } = this.group ?? {};
    return (this.#start ??= { code, name, description });
  }

  private async save(values: FormValues) {
    const { group } = this;
    const body = { name: textIn(values, "name"), description: textIn(values, "description") };
    const answer = await this.write(() =>
      group
        ? send("PUT", "/portal/v1/admin/groups.json", { id: group.id, ...body })
        : send("POST", "/portal/v1/admin/groups.json", { code: textIn(values, "code"), ...body }),
    );
    if (answer === undefined) return;
    toast(t("admin.form.saved"));
    await navigate("/admin/groups");
  }

  private renderRule() {
    const { rule, ruleOrganizations = [] } = this.group ?? {};
    if (!rule) return nothing;
    return html`<section class="section">
      <h2>${t("admin.group.rule")}</h2>
      <p>${groupRuleSentence(rule, ruleOrganizations)}</p>
    </section>`;
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
                user.organizations.map(({ name }) => name).join("、"),
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
        @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
      ></admin-form>
      ${this.renderRule()} ${this.isNew ? nothing : this.renderMembers()}`;
  }
}
