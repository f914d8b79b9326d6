import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormSection, FormValues } from "../../elements/admin/form-fields.ts";
import "../../elements/admin/once-secret.ts";
import { t, wordsFor } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { listIn, textIn } from "./admin-readings.ts";
import { EditPage } from "./edit-page.ts";
import { crumbs } from "./list-parts.ts";

const rights = ["view", "add", "edit", "delete", "manage"] as const;
const start: FormValues = { app: "", name: "", rights: ["view"], user: "", networks: "", days: "365" };

/** Issues an API token and shows its secret, this once. */
@customElement("token-page")
export class TokenPage extends EditPage {
  @state() private secret = "";
  #apps = new Query(this, () => ({
    key: ["admin", "apps"],
    read: async () => (await get<{ apps: { appId: string; name: string }[] }>("/k/v1/apps.json", { limit: 100 })).apps,
  }));

  protected override pageTitle() {
    return t("admin.token.add");
  }

  private get sections(): FormSection[] {
    const apps = (this.#apps.data ?? []).map(({ appId, name }) => ({ value: appId, label: name }));
    const wholeDays = (text: string) =>
      text.trim() === "" || /^[1-9]\d{0,3}$/.test(text.trim()) ? "" : t("admin.token.days-form");
    return [
      {
        fields: [
          { kind: "pick", code: "app", label: t("admin.token.app"), isRequired: true, choices: apps },
          {
            kind: "text",
            code: "name",
            label: t("admin.token.name"),
            support: t("admin.token.name-support"),
            isRequired: true,
            maxLength: 100,
          },
          {
            kind: "some",
            code: "rights",
            label: t("admin.token.rights"),
            isRequired: true,
            choices: rights.map((value) => ({
              value,
              label: wordsFor("admin.token.right", value, "admin.token.right.view"),
            })),
          },
        ],
      },
      {
        title: t("admin.token.place"),
        lead: t("admin.token.place-lead"),
        fields: [
          {
            kind: "text",
            code: "user",
            label: t("admin.token.user"),
            support: t("admin.token.user-support"),
            maxLength: 64,
          },
          {
            kind: "long",
            code: "networks",
            label: t("admin.token.networks"),
            support: t("admin.token.networks-support"),
            maxLength: 1000,
          },
          {
            kind: "text",
            code: "days",
            label: t("admin.token.days"),
            support: t("admin.token.days-support"),
            maxLength: 4,
            check: wholeDays,
          },
        ],
      },
    ];
  }

  private async save(values: FormValues) {
    const user = textIn(values, "user");
    const days = Number(textIn(values, "days"));
    const networks = textIn(values, "networks").split(/[\s,、]+/).filter(Boolean); // prettier-ignore
    const answer = await this.write(() =>
      send<{ token: string }>("POST", "/portal/v1/admin/tokens.json", {
        app: listIn(values, "app")[0] ?? textIn(values, "app"),
        name: textIn(values, "name"),
        rights: listIn(values, "rights"),
        user: user || null,
        networks,
        days: days || null,
      }),
    );
    if (answer) this.secret = answer.token;
    await this.keepFocus();
  }

  protected override render() {
    const head = html`${crumbs(["/admin/tokens", t("admin.menu.tokens")])}
      <h1 tabindex="-1">${t("admin.token.add")}</h1>`;
    if (this.secret) {
      return html`${head}
        <once-secret
          .heading=${t("admin.token.secret")}
          .note=${t("admin.token.secret-note")}
          .secret=${this.secret}
        ></once-secret>
        <p><a class="button" href="/admin/tokens">${t("admin.token.back")}</a></p>`;
    }
    return html`${head} ${this.renderFailure()}
      <admin-form
        .sections=${this.sections}
        .values=${start}
        .refusals=${this.refusals}
        .busy=${this.isBusy}
        .saveWords=${t("admin.token.issue")}
        .cancelHref=${"/admin/tokens"}
        @form-touch=${() => this.hold()}
        @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
      ></admin-form>`;
  }
}
