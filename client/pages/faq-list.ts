import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { get } from "../api.ts";
import { LightElement } from "../elements/light-element.ts";
import "../elements/safe-html.ts";
import { icon } from "../elements/icons.ts";
import { showValue, translator } from "../fields.ts";
import { t } from "../messages/text.ts";
import { Query } from "../query.ts";
import { navigate } from "../router.ts";
import type { App, RecordCells, RecordList, ShownField } from "../wire.ts";
import { listViews } from "./list-state.ts";

/**
 * The fields that make an app readable as questions and answers, by their type and order: the first choice is the category, the
 * first line of text the question, the first long text the answer.
 */
export function faqFields(app: App): {
  category: ShownField | undefined;
  question: ShownField | undefined;
  answer: ShownField | undefined;
} {
  const order = app.layout.layout.flatMap((row) =>
    row.type === "GROUP" ? row.layout.flatMap(({ fields }) => fields) : row.fields,
  );
  const fields = order.flatMap(({ code }) =>
    code && app.fields.properties[code] ? [app.fields.properties[code]] : [],
  );
  const first = (...types: string[]) => fields.find(({ type }) => types.includes(type));
  return {
    category: first("DROP_DOWN", "RADIO_BUTTON"),
    question: app.fields.properties[app.titleField ?? ""] ?? first("SINGLE_LINE_TEXT"),
    answer:
      first("RICH_TEXT") ?? fields.find(({ type, code }) => type === "MULTI_LINE_TEXT" && code !== app.titleField),
  };
}

/** An app as questions and answers: categories as headings, answers that unfold, a search over both. */
@customElement("faq-list")
export class FaqList extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() words = "";
  #records = new Query<RecordList>(this, () => ({
    key: ["records", this.app.id, "faq", this.words],
    keepsPrevious: true,
    read: () =>
      get<RecordList>("/portal/v1/records.json", {
        app: this.app.id,
        view: listViews(this.app)[0]?.name,
        search: this.words,
        limit: 100,
        totalCount: false,
      }),
  }));

  private byCategory(records: readonly RecordCells[], category: ShownField | undefined): [string, RecordCells[]][] {
    const groups = new Map<string, RecordCells[]>();
    for (const record of records) {
      const name = String((category && record[category.code]?.value) || t("faq.other"));
      groups.set(name, [...(groups.get(name) ?? []), record]);
    }
    return [...groups];
  }

  private onSearch(event: SubmitEvent) {
    event.preventDefault();
    const words = String(new FormData(event.target as HTMLFormElement).get("search") ?? "").trim();
    void navigate(`/apps/${this.app.id}${words ? `?${new URLSearchParams({ search: words })}` : ""}`);
  }

  protected override render() {
    const { category, question, answer } = faqFields(this.app);
    const list = this.#records.data;
    const translate = translator(this.app);
    const groups = list ? this.byCategory(list.records, category) : [];
    return html`<div class="stack faq">
      <form class="list-search" @submit=${this.onSearch}>
        <input
          class="input"
          type="search"
          name="search"
          maxlength="200"
          .value=${this.words}
          aria-label=${t("faq.search")}
          placeholder=${t("faq.search")}
        />
        <button class="button">${icon("search")}<span>${t("list.do-search")}</span></button>
      </form>
      ${this.#records.error ? html`<page-problem .error=${this.#records.error}></page-problem>` : nothing}
      ${
        list?.records.length === 0
          ? html`<div class="empty">
              <p>${this.words ? t("list.no-hits") : t("list.empty")}</p>
              ${this.words ? html`<a class="button" href="/apps/${this.app.id}">${t("list.clear")}</a>` : nothing}
            </div>`
          : nothing
      }
      ${
        groups.length > 1 && !this.words
          ? html`<nav aria-label=${t("faq.categories")}>
              <ul class="chips">
                ${groups.map(([name, { length }], place) => html`<li><a class="button" href="#category-${place}">${translate(name)}（${length}）</a></li>`)}
              </ul>
            </nav>`
          : nothing
      }
      ${groups.map(
        ([name, records], place) =>
          html`<section aria-labelledby="category-${place}">
            <h2 id="category-${place}" tabindex="-1">${translate(name)}</h2>
            ${records.map((record) => {
              const id = String(record["$id"]?.value);
              return html`<details ?open=${this.words !== "" && records.length < 4}>
                <summary>${question ? record[question.code]?.value : id}</summary>
                <div class="prose faq-answer">
                  ${answer && record[answer.code] ? showValue(this.app, answer, record[answer.code]?.value, false, id) : nothing}
                  <p class="meta"><a href="/apps/${this.app.id}/records/${id}">${t("faq.open")}</a></p>
                </div>
              </details>`;
            })}
          </section>`,
      )}
    </div>`;
  }
}
