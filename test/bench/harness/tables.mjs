/** A table for the terminal: columns under each other. */
export function plainTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('   ')
      .trimEnd(),
  );
}

/** The same for Markdown; the first column is text, the others are numbers. */
export function markdownTable(rows) {
  const [header, ...rest] = rows;
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? '---' : '---:'))), ...rest.map(line)];
}
