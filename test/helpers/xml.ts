/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: XmlElement[];
  /** Directly inside it. */
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** What XML 1.0 allows (section 2.2). */
const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const TOKEN = /<!\[CDATA\[(.*?)\]\]>|<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/suy;

/** Reads the part of XML that reports and pictures are made of. @throws when it is not well-formed. */
export function parseXml(document: string): XmlElement {
  if (!ALLOWED.test(document)) throw new Error('It holds a character that XML forbids.');
  const body = document.replace(/^<\?xml [^<>]*\?>\s*/, '');
  const root: XmlElement = { name: '', attributes: {}, elements: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(body);
    const inside = open.at(-1);
    if (match === null || inside === undefined) throw new Error(`Not XML: ${body.slice(from, from + 80)}`);
    const [, literal, slash, name, attributes = '', empty, text] = match;
    if (literal !== undefined) inside.text += literal;
    else if (text !== undefined) inside.text += decoded(text);
    else if (name !== undefined && slash === '') {
      const element = { name, attributes: attributesOf(attributes), elements: [], text: '' };
      inside.elements.push(element);
      if (empty === '') open.push(element);
    } else if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing.`);
  }
  const [element] = root.elements;
  if (open.length !== 1 || root.elements.length !== 1 || element === undefined || root.text.trim() !== '') {
    throw new Error('It is not one element.');
  }
  return element;
}

/** All elements of a name, at any depth, in order. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  return element.elements.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsOf(child, name)]);
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decoded(value)] as const);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`An attribute is there twice:${text}`);
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  return text.replace(/&([^;&]*)(;?)/g, (whole, name: string, end: string) => {
    const code = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name);
    const character =
      code === null
        ? ENTITIES[name]
        : String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? '', code[1] === undefined ? 10 : 16));
    if (end === '' || character === undefined || !ALLOWED.test(character)) throw new Error(`Not an entity: ${whole}`);
    return character;
  });
}
