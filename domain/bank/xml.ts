// The little of XML that a bank's statement needs: elements, attributes, text. The rules take no package, and this reader
// has nothing to be attacked by: a document type (and so any entity of its own, inside or outside the file) is refused,
// and the depth is bounded; the size is, by the command's input.

export type XmlElement = {
  /** Without its prefix: `ns2:Ntry` is `Ntry`. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** Its own text, trimmed. */
  text: string;
  /** Where it begins; lines count from 1. */
  readonly line: number;
};

/** Why a file is no XML that is read here. */
export const XML_FAULTS = ['cut', 'malformed', 'document_type'] as const;
export type XmlFault = { readonly fault: (typeof XML_FAULTS)[number]; readonly line: number };

/** A statement nests about twelve elements. */
const MAX_DEPTH = 40;

const NAME = '[A-Za-z_][\\w:.-]*';
const ATTRIBUTE = `(${NAME})\\s*=\\s*("[^"<]*"|'[^'<]*')`;
const START = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y');
const END = new RegExp(`</(${NAME})\\s*>`, 'y');
/** What is passed over, by what it begins and ends with. */
const ASIDES = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;
const CDATA = ['<![CDATA[', ']]>'] as const;

const NAMED_ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Null: an entity that XML itself does not name. */
function decodeText(text: string): string | null {
  let isKnown = true;
  const decoded = text.replaceAll(/&([^;&]{0,10});?/g, (whole, body: string) => {
    const number = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(body);
    const point = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16) : null;
    const character =
      point === null ? NAMED_ENTITIES[body] : point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
    if (character === undefined || !whole.endsWith(';')) isKnown = false;
    return character ?? '';
  });
  return isKnown ? decoded : null;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function readAttributes(text: string): Map<string, string> | null {
  const attributes = new Map<string, string>();
  for (const [, name = '', quoted = ''] of text.matchAll(new RegExp(ATTRIBUTE, 'g'))) {
    const value = decodeText(quoted.slice(1, -1));
    if (value === null) return null;
    attributes.set(name, value);
  }
  return attributes;
}

/** @returns the root element, or why there is none. */
export function readXml(content: string): XmlElement | XmlFault {
  const open: XmlElement[] = [];
  let root: XmlElement | null = null;
  let at = 0;
  let line = 1;
  const fault = (kind: XmlFault['fault']): XmlFault => ({ fault: kind, line });
  const goTo = (next: number) => {
    for (let i = content.indexOf('\n', at); i !== -1 && i < next; i = content.indexOf('\n', i + 1)) line += 1;
    at = next;
  };
  const addText = (text: string): boolean => {
    const parent = open.at(-1);
    if (parent) parent.text += text;
    return parent !== undefined || text.trim() === '';
  };
  while (at < content.length) {
    const aside = ASIDES.find(([begin]) => content.startsWith(begin, at));
    if (aside) {
      const end = content.indexOf(aside[1], at + aside[0].length);
      if (end === -1) return fault('cut');
      goTo(end + aside[1].length);
    } else if (content.startsWith(CDATA[0], at)) {
      const end = content.indexOf(CDATA[1], at);
      if (end === -1) return fault('cut');
      if (!addText(content.slice(at + CDATA[0].length, end))) return fault('malformed');
      goTo(end + CDATA[1].length);
    } else if (content.startsWith('<!', at)) {
      return fault('document_type');
    } else if (content.startsWith('</', at)) {
      END.lastIndex = at;
      const tag = END.exec(content);
      if (!tag) return fault(content.includes('>', at) ? 'malformed' : 'cut');
      const closed = open.pop();
      if (closed?.name !== withoutPrefix(tag[1] ?? '')) return fault('malformed');
      closed.text = closed.text.trim();
      goTo(END.lastIndex);
    } else if (content[at] === '<') {
      START.lastIndex = at;
      const tag = START.exec(content);
      if (!tag) return fault(content.includes('>', at) ? 'malformed' : 'cut');
      const attributes = readAttributes(tag[2] ?? '');
      const parent = open.at(-1);
      if (attributes === null || (!parent && root) || open.length >= MAX_DEPTH) return fault('malformed');
      const element = { name: withoutPrefix(tag[1] ?? ''), attributes, children: [], text: '', line };
      parent?.children.push(element);
      root ??= element;
      if (tag[3] === '') open.push(element);
      goTo(START.lastIndex);
    } else {
      const next = content.indexOf('<', at);
      const end = next === -1 ? content.length : next;
      const text = decodeText(content.slice(at, end));
      if (text === null || !addText(text)) return fault('malformed');
      goTo(end);
    }
  }
  return root && open.length === 0 ? root : fault('cut');
}

/** The elements at the end of a path of names, in order. */
export function findElements(from: XmlElement, ...path: readonly string[]): XmlElement[] {
  return path.reduce<XmlElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [from],
  );
}

/** The text of the first element at the end of a path; null: none, or empty. */
export function findText(from: XmlElement, ...path: readonly string[]): string | null {
  const text = findElements(from, ...path)[0]?.text ?? '';
  return text === '' ? null : text;
}
