/** On one line, and with nothing that Markdown, its tables or HTML would take for markup. */
export function literal(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[&<>"\\`*_{}[\]|~$#!]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A text as code within a line, or within a cell of a table. */
export function code(text: string): string {
  // Between backticks nothing can be escaped.
  return /^[^`|\p{Cc}\u2028\u2029]+$/u.test(text) && text.trim() === text ? `\`${text}\`` : `<code>${literal(text)}</code>`;
}

/** Lines of code: the fence is longer than any in the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A column of a table. */
export interface MarkdownColumn<Row> {
  readonly head: string;
  /** Markdown: see `literal` and `code`. */
  readonly cell: (row: Row) => string;
  readonly align?: 'left' | 'right';
}

/** A table whose columns line up in the source, too. '' without rows. */
export function markdownTable<Row>(columns: readonly MarkdownColumn<Row>[], rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((line) => line[i]?.length ?? 0)));
  const rule = columns.map(({ align }, i) => {
    const width = widths[i] ?? 3;
    return align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width);
  });
  const padded = cells.map((line) =>
    line.map((cell, i) => (columns[i]?.align === 'right' ? cell.padStart(widths[i] ?? 3) : cell.padEnd(widths[i] ?? 3))),
  );
  const [head = [], ...body] = padded;
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
