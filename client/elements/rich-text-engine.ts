import { Editor } from "@tiptap/core";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import Italic from "@tiptap/extension-italic";
import Link from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import Paragraph from "@tiptap/extension-paragraph";
import Strike from "@tiptap/extension-strike";
import Text from "@tiptap/extension-text";
import Underline from "@tiptap/extension-underline";
import { UndoRedo } from "@tiptap/extensions";

export interface EngineSettings {
  content: string;
  attributes: Record<string, string>;
  isEditable: boolean;
  onChange: (markup: string) => void;
  onSelect: () => void;
}

/** An editor inside `holder`; it writes no style elements, because the content security policy refuses them. */
export function openEditor(
  holder: HTMLElement,
  { content, attributes, isEditable, onChange, onSelect }: EngineSettings,
): Editor {
  const editor = new Editor({
    element: holder,
    injectCSS: false,
    editable: isEditable,
    content,
    extensions: [
      Document,
      Paragraph,
      Text,
      Bold,
      Italic,
      Underline,
      Strike,
      BulletList,
      OrderedList,
      ListItem,
      ListKeymap,
      Link.configure({ openOnClick: false, protocols: ["http", "https", "mailto", "tel"] }),
      UndoRedo,
    ],
    editorProps: {
      attributes,
      handleDOMEvents: {
        keydown: (view, event) => {
          // An input method that starts over a selection of several blocks leaves broken text behind: empty it first.
          const { selection } = view.state;
          if (event.keyCode === 229 && !selection.empty && !selection.$from.sameParent(selection.$to)) {
            view.dispatch(view.state.tr.deleteSelection());
          }
          return false;
        },
      },
    },
    onUpdate: () => onChange(editor.isEmpty ? "" : editor.getHTML()),
    onSelectionUpdate: onSelect,
  });
  return editor;
}
