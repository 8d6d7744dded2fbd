/** Three rows of two or three columns for each sign of an accuracy, of box-drawing characters. */
const SIGNS: Readonly<Record<string, readonly [string, string, string]>> = {
  '0': ['┏━┓', '┃ ┃', '┗━┛'],
  '1': [' ┓ ', ' ┃ ', ' ┻ '],
  '2': ['┏━┓', '┏━┛', '┗━┛'],
  '3': ['┏━┓', ' ━┫', '┗━┛'],
  '4': ['╻ ╻', '┗━┫', '  ╹'],
  '5': ['┏━┓', '┗━┓', '┗━┛'],
  '6': ['┏━┓', '┣━┓', '┗━┛'],
  '7': ['┏━┓', '  ┃', '  ╹'],
  '8': ['┏━┓', '┣━┫', '┗━┛'],
  '9': ['┏━┓', '┗━┫', '┗━┛'],
  '.': [' ', ' ', '▪'],
  ' ': [' ', ' ', ' '],
  '%': ['▪ ╱', ' ╱ ', '╱ ▪'],
};

/** A number, three lines high: `99.21 %`. What has no large sign is left out. */
export function largeNumber(text: string): string[] {
  const signs = [...text].flatMap((sign) => {
    const rows = SIGNS[sign];
    return rows === undefined ? [] : [rows];
  });
  return [0, 1, 2].map((row) =>
    signs
      .map((sign) => sign[row])
      .join(' ')
      .trimEnd(),
  );
}
