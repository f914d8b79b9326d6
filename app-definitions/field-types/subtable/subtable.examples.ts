import type { FieldExamples, SubtableRow } from "../../field-type.ts";
import type { SubtableSettings } from "./subtable.ts";

const fields = {
  接続先: { type: "SINGLE_LINE_TEXT", code: "接続先", label: "接続先", maxLength: "4", required: true },
  本数: { type: "NUMBER", code: "本数", label: "本数" },
};

export const examples: FieldExamples<SubtableSettings, readonly SubtableRow[]> = {
  cases: [
    {
      settings: { fields },
      accepts: [
        {
          wire: [{ id: 7, value: { 接続先: { value: "A" }, 本数: { value: "1.0" } } }],
          value: [{ id: "7", value: { 接続先: "A", 本数: "1" } }],
          shown: [
            {
              id: "7",
              value: { 接続先: { type: "SINGLE_LINE_TEXT", value: "A" }, 本数: { type: "NUMBER", value: "1" } },
            },
          ],
          text: "A 1",
        },
        {
          wire: [{ value: { 接続先: { value: "A" }, 知らない: { value: 1 } } }],
          value: [{ id: "", value: { 接続先: "A" } }],
          shown: [
            {
              id: "",
              value: { 接続先: { type: "SINGLE_LINE_TEXT", value: "A" }, 本数: { type: "NUMBER", value: "" } },
            },
          ],
        },
        { wire: [], value: null },
      ],
      rejects: [
        "a",
        [{}],
        [{ value: "a" }],
        [{ value: { 接続先: { value: 1 } } }],
        [{ id: "x", value: {} }],
        [{ value: { 接続先: "A" } }],
      ],
      unreadable: [[[{ value: { 本数: { value: "一" } } }], "not-number"]],
      faulty: [
        [[{ value: { 接続先: { value: "12345" } } }], ["too-long"]],
        [[{ value: {} }], ["required"]],
      ],
    },
  ],
  badSettings: [{}, { fields: {} }, { fields: { a: 1 } }],
};
